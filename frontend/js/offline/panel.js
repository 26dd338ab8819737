/**
 * "Take it with me" on a circuit's page: what it weighs, how far it is, and what has come of it.
 */

import { Words } from "../map/words.js";
import { pointerUrl } from "./addresses.js";
import { fetchJson } from "./editions.js";
import { refresh } from "./freshness.js";
import { offerToInstall } from "./install.js";
import { calendarAge, remove } from "./kept.js";
import { isPersisted, lost } from "./persistence.js";
import { canKeep, newestShell } from "./registration.js";
import { isWhole } from "./shell.js";
import { dateInWords, sizeInWords } from "./sizes.js";
import { read } from "./store.js";
import { Damaged, NoRoom, sizeOf, take } from "./taking.js";

/**
 * Return what to say of a failure: a key of the texts, and its values.
 *
 * @param {Error} error
 * @param {import("../map/words.js").Words} words
 * @returns {[string, Record<string, string>]}
 */
export function failure(error, words) {
  if (error instanceof NoRoom) return ["full", { missing: sizeInWords(error.missingBytes, words) }];
  if (error instanceof Damaged) return ["damaged", {}];
  // A server that answers refuses; what has no answer is cut. `fetch` throws a TypeError then.
  if (error?.status) return ["refused", {}];
  return ["cut", {}];
}

/**
 * Return how opening times stand: a key of the texts, and its values.
 *
 * @param {object} calendar
 * @param {number} now
 * @param {string} language
 * @returns {[string, Record<string, string>]}
 */
export function hoursSaid(calendar, now, language) {
  const { state, lastDay } = calendarAge(calendar, now);
  const key = { past: "hours_past", future: "hours_future" }[state] ?? "hours_until";
  return [key, { date: dateInWords(lastDay, language) }];
}

export class Panel {
  /**
   * @param {HTMLElement} element
   * @param {object} data the texts of the page
   */
  constructor(element, { texts, language }) {
    this.element = element;
    this.slug = element.dataset.take;
    this.query = element.dataset.query; // of a plan
    this.language = language;
    this.words = new Words(texts, language);
    this.part("start").addEventListener("click", () => this.take());
    this.part("stop").addEventListener("click", () => this.stop());
    this.part("remove").addEventListener("click", () => this.remove());
    addEventListener("online", () => this.cut && this.take());
  }

  part(name) {
    return this.element.querySelector(`[data-take-${name}]`);
  }

  /** Look at what is here, and show it. */
  async start() {
    offerToInstall(this.element.querySelector("[data-install]"));
    if (!canKeep()) return this.say("unsupported");
    try {
      await this.show();
    } catch {
      this.say("unsupported"); // a store that cannot be opened
    }
  }

  async show() {
    const kept = await read("circuits", this.slug);
    this.element.dataset.state = kept ? "kept" : "offered";
    this.part("progress").hidden = true;
    this.part("stop").hidden = true;
    this.part("remove").hidden = !kept;
    this.part("news").replaceChildren();
    if (kept) return this.showKept(kept);
    this.offer("take");
    const [begun, gone] = await Promise.all([read("underway", this.slug), lost()]);
    if (begun) return this.showBegun();
    if (this.slug in gone) {
      this.say("was_lost");
      this.offer("take_again");
      return;
    }
    await this.showSize();
  }

  /** What it weighs is told before anybody taps; without a network it is told later. */
  async showSize() {
    // A plan is worked out each time: not for everybody who only looks at it.
    if (this.query) await isInView(this.element);
    try {
      const { total } = await this.size();
      this.sayIfIdle("take_size", { size: sizeInWords(total, this.words) });
    } catch (error) {
      this.sayIfIdle(error?.status ? "refused" : "no_network");
    }
  }

  async size() {
    const [pointer, shell] = await Promise.all([fetchJson(pointerUrl(this.slug, this.query)), newestShell()]);
    return sizeOf(pointer, shell);
  }

  async showBegun() {
    this.part("remove").hidden = false;
    this.offer("go_on");
    const size = await this.size().catch(() => null);
    if (size) this.showProgress(size);
    this.say("not_whole");
  }

  async showKept(kept) {
    const [hours, until] = hoursSaid(kept.calendar, Date.now(), this.language);
    const date = dateInWords(kept.takenAt, this.language);
    this.say("taken", { date, size: sizeInWords(kept.bytes, this.words) });
    const whole = await isWhole("walk");
    this.offer(whole ? null : "go_on");
    const lines = [this.words.say(hours, until)];
    if (!whole) lines.push(this.words.say("not_whole"));
    if (!(await isPersisted())) lines.push(this.words.say("not_persisted"));
    this.list(lines);
    const news = await refresh(this.slug, this.language).catch(() => null);
    if (news?.mustReplace) return this.take();
    if (news?.state === "withdrawn") this.list([this.words.say("withdrawn"), ...lines]);
    if (news?.state !== "changed") return;
    this.list([this.words.say("changed"), ...news.changes.map(({ text }) => text), ...lines]);
    if (news.canReplace) this.offer("take_newer");
  }

  /** Fetch what is missing, and show how far it is. */
  async take() {
    this.stopping = new AbortController();
    this.cut = false;
    this.element.dataset.state = "fetching";
    this.part("stop").hidden = false;
    this.part("start").hidden = true;
    try {
      const shell = await newestShell();
      const { query } = this;
      const { signal } = this.stopping;
      await take(this.slug, { query, shell, signal, progress: (size) => this.showProgress(size) });
      await this.show();
    } catch (error) {
      this.fail(error);
    }
  }

  fail(error) {
    const isPaused = this.stopping.signal.aborted; // whatever became of what was under way
    this.element.dataset.state = isPaused ? "paused" : "failed";
    this.part("stop").hidden = true;
    this.part("remove").hidden = false;
    this.offer("go_on");
    if (isPaused) return this.say("paused", { progress: this.progressSaid ?? "" });
    const [key, values] = failure(error, this.words);
    this.cut = key === "cut";
    this.say(key, values);
  }

  stop() {
    this.stopping?.abort();
  }

  async remove() {
    const kept = await read("circuits", this.slug);
    const shell = await newestShell().catch(() => null);
    await remove(this.slug, shell);
    await this.show();
    if (kept) this.list([this.words.say("removed", { size: sizeInWords(kept.bytes, this.words) })]);
  }

  showProgress({ done, total }) {
    const bar = this.part("progress");
    bar.hidden = false;
    bar.max = total;
    bar.value = done;
    this.progressSaid = this.words.say("done_of_total", {
      done: sizeInWords(done, this.words),
      total: sizeInWords(total, this.words),
    });
    this.say("fetching", { progress: this.progressSaid });
  }

  offer(key) {
    const button = this.part("start");
    button.hidden = key === null;
    button.disabled = false;
    button.querySelector("span").textContent = key ? this.words.say(key) : "";
  }

  say(key, values) {
    this.part("said").textContent = this.words.say(key, values);
  }

  /** Say what was being looked up while somebody may have tapped. */
  sayIfIdle(key, values) {
    if (!this.stopping) this.say(key, values);
  }

  list(sentences) {
    const items = sentences.map((sentence) => Object.assign(document.createElement("li"), { textContent: sentence }));
    this.part("news").replaceChildren(...items);
  }
}

/** Wait until the reader has come to an element. */
function isInView(element) {
  return new Promise((resolve) => {
    const watch = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      watch.disconnect();
      resolve();
    });
    watch.observe(element);
  });
}
