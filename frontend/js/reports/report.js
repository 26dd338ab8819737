/**
 * A report from the field: what it lacks, and what becomes of it with each try to send it.
 *
 * @typedef {object} Told what is sent, by the names of geodata/reports/form.py; "" where not said
 * @property {string} kind
 * @property {string} text
 * @property {string} place slug
 * @property {string} circuit
 * @property {string} stop
 * @property {string} language
 * @property {string} longitude
 * @property {string} latitude
 * @property {string} accuracy_m
 * @property {string} made_at
 *
 * @typedef {object} Report as it is kept on this phone
 * @property {string} id made here, once: with it the municipality knows what it has already
 * @property {"waiting" | "refused" | "sent"} state
 * @property {string} label name of the place
 * @property {Told} told of one that is sent only the kind is left
 * @property {{type: string, bytes: ArrayBuffer} | null} photo
 * @property {number} attempts
 * @property {number} nextMs do not try again before, in milliseconds since 1970
 * @property {boolean} [isBusy] the site was there, and could not take it
 * @property {boolean} [isSignedOut] whoever wrote it is to sign in first
 * @property {string} [detail] why it was refused
 * @property {{field: string, detail: string}[]} [errors] what is to be mended
 * @property {number} [sentMs]
 * @property {string} [url] of the page that says what has become of it
 * @property {string} [outcome] what has become of an observation at once
 * @property {string} [place] that it was made at
 *
 * @typedef {object} Answer what the site said
 * @property {number} status
 * @property {object | null} body JSON; null where it was none, as from a gateway or a hotel's portal
 * @property {number} [retryAfterS]
 * @property {boolean} [isOfAnother] somebody else is to sign in for it
 */

/** These say by themselves what is wrong, as in geodata/reports/form.py. */
const CLEAR_WITHOUT_WORDS = new Set(["closed", "blocked"]);
/** Refusals that are not the report's fault. */
const NOT_YET = new Set([401, 408, 425, 429]);
export const SIGNED_OUT = 401;
const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 3_600_000;
const SPREAD = 0.25;
const SENT_FOR_MS = 30 * 86_400_000;

/**
 * Return what a report lacks: the key of a sentence by the name of the field.
 *
 * @param {Told} told
 * @returns {Record<string, string>}
 */
export function lacks({ kind, text, place, stop, longitude }) {
  if (!kind) return { kind: "no_kind" };
  if (text.trim()) return {};
  if (!CLEAR_WITHOUT_WORDS.has(kind)) return { text: "no_words" };
  return place || stop || longitude ? {} : { place: "nowhere" };
}

/**
 * Return a report that has just been written.
 *
 * @param {string} id
 * @param {Told} told
 * @param {{label?: string, photo?: Report["photo"]}} more
 * @returns {Report}
 */
export function written(id, told, { label = "", photo = null } = {}) {
  return { id, state: "waiting", label, told, photo, attempts: 0, nextMs: 0 };
}

/**
 * Return the report after a try to send it.
 *
 * Only an answer in JSON that names the report means that it has arrived, and only problem details
 * that it is refused: whatever else speaks between this phone and the site does not count.
 *
 * @param {Report} report
 * @param {Answer | null} answer null without a network
 * @param {number} nowMs
 * @param {() => number} [chance] from 0 to 1
 * @returns {Report}
 */
export function after(report, answer, nowMs, chance = Math.random) {
  const { status = 0, body = null, retryAfterS = 0 } = answer ?? {};
  const { id, label, told } = report;
  if (status >= 200 && status < 300 && body?.id === id) {
    const { kind, made_at } = told;
    const said = "outcome" in body ? { outcome: body.outcome, place: told.place } : {};
    return { id, state: "sent", label, told: { kind, made_at }, photo: null, attempts: 0, nextMs: 0, sentMs: nowMs, url: body.url, ...said };
  }
  if (status >= 400 && status < 500 && !NOT_YET.has(status) && body?.status === status) {
    return { ...report, state: "refused", detail: body.detail, errors: body.errors ?? [] };
  }
  const attempts = report.attempts + 1;
  const usualMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempts - 1));
  const waitMs = Math.max(retryAfterS * 1000, usualMs * (1 + SPREAD * (2 * chance() - 1)));
  const waiting = { ...report, attempts, nextMs: nowMs + waitMs, isBusy: status > 0 && status !== SIGNED_OUT };
  delete waiting.isSignedOut;
  return status === SIGNED_OUT ? { ...waiting, isSignedOut: true } : waiting;
}

/** Say whether a report is to be sent now. */
export function isDue({ state, nextMs }, nowMs) {
  return state === "waiting" && nextMs <= nowMs;
}

/** Say whether a report that was sent has been shown for long enough. */
export function isOver({ state, sentMs }, nowMs) {
  return state === "sent" && nowMs - sentMs > SENT_FOR_MS;
}

/**
 * Return how many reports are in each state.
 *
 * @param {Report[]} reports
 * @returns {Record<Report["state"], number>}
 */
export function counted(reports) {
  const found = { waiting: 0, refused: 0, sent: 0 };
  for (const { state } of reports) found[state] += 1;
  return found;
}

/** Return a report as a form to be sent. */
export function asForm({ id, told, photo }) {
  const form = new FormData();
  form.set("id", id);
  for (const [name, value] of Object.entries(told)) if (value) form.set(name, value);
  if (photo) form.set("photo", new Blob([photo.bytes], { type: photo.type }), "photo.jpg");
  return form;
}
