/**
 * A walk along a circuit: which stops are ahead, behind, left out. Every change gives a new walk, plain
 * data that a phone keeps as text.
 *
 * @typedef {"before" | "walking" | "arrived" | "paused" | "finished"} Step
 *
 * @typedef {object} Walk
 * @property {1} format
 * @property {string} circuit slug
 * @property {string} edition hash
 * @property {Step} step
 * @property {boolean} isBackwards
 * @property {number[]} ahead numbers of the stops to come; while walking and arrived, its first is the target
 * @property {number[]} visited in the order of the visits
 * @property {number[]} skipped
 * @property {number | null} from the stop one comes from, null at the very beginning
 * @property {number} legM how far along its leg
 * @property {Step | null} resumes what a paused walk goes on with
 * @property {number} factor of the walker's own pace
 * @property {number | null} startedMs
 * @property {number | null} changedMs
 */

import { distanceM } from "../map/geometry.js";

const FORMAT = 1;
const STEPS = ["before", "walking", "arrived", "paused", "finished"];

/**
 * @param {object} edition
 * @returns {Walk}
 */
export function fresh(edition) {
  return {
    format: FORMAT,
    circuit: edition.circuit.slug,
    edition: edition.hash,
    step: "before",
    isBackwards: false,
    ahead: edition.stops.map(({ order }) => order),
    visited: [],
    skipped: [],
    from: null,
    legM: 0,
    resumes: null,
    factor: 1,
    startedMs: null,
    changedMs: null,
  };
}

/**
 * Set out: from the first stop, from the one that is nearest, or backwards.
 *
 * @param {Walk} walk that has not begun
 * @param {object} edition
 * @param {"first" | "nearest" | "backwards"} how
 * @param {number} nowMs
 * @param {object} [where]
 * @param {[number, number] | null} [where.position]
 * @param {string | null} [where.today]
 * @returns {Walk}
 */
export function setOut(walk, edition, how, nowMs, { position = null, today = null } = {}) {
  const orders = edition.stops.map(({ order }) => order);
  const isBackwards = how === "backwards";
  const nearest = how === "nearest" && position ? nearestStop(edition, position) : null;
  const first = how === "first" ? firstStop(edition, today) : nearest;
  const ahead = isBackwards ? orders.toReversed() : orders;
  const at = first === null ? 0 : ahead.indexOf(first);
  return {
    ...fresh(edition),
    factor: walk.factor,
    step: "walking",
    isBackwards,
    // Who joins in the middle walks on to the end, and then what lies before.
    ahead: [...ahead.slice(at), ...ahead.slice(0, at)],
    startedMs: nowMs,
    changedMs: nowMs,
  };
}

/** Return the number of the stop to begin with: of a plan of several days the first one of the day. */
export function firstStop(edition, today) {
  return (edition.stops.find(({ day }) => day && day === today) ?? edition.stops[0]).order;
}

/**
 * Return the number of the stop that is nearest, of those whose spot is known; null if none is.
 *
 * @param {object} edition
 * @param {[number, number]} position
 * @returns {number | null}
 */
function nearestStop(edition, position) {
  const located = edition.stops
    .map(({ order, place }) => ({ order, at: edition.places[place].position }))
    .filter(({ at }) => at)
    .map(({ order, at }) => ({ order, awayM: distanceM(position, at) }));
  return located.sort((one, other) => one.awayM - other.awayM)[0]?.order ?? null;
}

/** @returns {number | null} the stop one is at or walks to */
export function target({ ahead }) {
  return ahead[0] ?? null;
}

/** @param {Walk} walk */
export function arrive(walk, nowMs) {
  return walk.step === "walking" ? { ...walk, step: "arrived", legM: 0, changedMs: nowMs } : walk;
}

/** Go on from the stop one is at. */
export function leave(walk, nowMs) {
  if (walk.step !== "arrived") return walk;
  const [stop, ...ahead] = walk.ahead;
  return goOn({ ...walk, ahead, visited: [...walk.visited, stop], from: stop, legM: 0 }, nowMs);
}

/**
 * Let a walk rest over night where it has come to the end of a day: the next begins wherever one sleeps.
 *
 * @param {Walk} walk
 * @param {Walk} before
 * @param {object} edition
 * @param {number} nowMs
 * @returns {Walk} the same one within a day
 */
export function restOverNight(walk, before, edition, nowMs) {
  const isOver = target(walk) === null || dayOf(edition, target(walk)) === dayOf(edition, target(before));
  return isOver ? walk : { ...pause(walk, nowMs), from: null };
}

/** Return the day of a stop; undefined unless it is one of a plan. */
export function dayOf(edition, stop) {
  return edition.stops.find(({ order }) => order === stop)?.day;
}

/** Leave a stop out, the next one unless another is named. */
export function skip(walk, nowMs, stop = walk.ahead[0]) {
  if (!walk.ahead.includes(stop)) return walk;
  const isTarget = stop === walk.ahead[0];
  const ahead = walk.ahead.filter((each) => each !== stop);
  const step = isTarget && walk.step === "arrived" ? "walking" : walk.step;
  return goOn({ ...walk, step, ahead, skipped: [...walk.skipped, stop], legM: isTarget ? 0 : walk.legM }, nowMs);
}

/** Take a stop back that was left out: it comes last. */
export function takeBack(walk, nowMs, stop) {
  if (!walk.skipped.includes(stop)) return walk;
  const isOver = walk.step === "finished";
  return {
    ...walk,
    step: isOver ? "walking" : walk.step,
    ahead: [...walk.ahead, stop],
    skipped: walk.skipped.filter((each) => each !== stop),
    changedMs: nowMs,
  };
}

/** Go to a stop first, the others keep their order. Who is at a stop leaves it with `leave`. */
export function goFirst(walk, nowMs, stop) {
  if (!walk.ahead.includes(stop) || walk.ahead[0] === stop) return walk;
  const rest = walk.ahead.filter((each) => each !== stop);
  const ahead = walk.step === "arrived" ? [rest[0], stop, ...rest.slice(1)] : [stop, ...rest];
  return { ...walk, ahead, legM: walk.step === "arrived" ? walk.legM : 0, changedMs: nowMs };
}

/** Walk the rest in the other direction. */
export function turnRound(walk, nowMs) {
  const keeps = walk.step === "arrived" ? 1 : 0;
  const ahead = [...walk.ahead.slice(0, keeps), ...walk.ahead.slice(keeps).reverse()];
  return { ...walk, ahead, isBackwards: !walk.isBackwards, legM: 0, changedMs: nowMs };
}

/** @param {Walk} walk */
export function pause(walk, nowMs) {
  if (walk.step !== "walking" && walk.step !== "arrived") return walk;
  return { ...walk, step: "paused", resumes: walk.step, changedMs: nowMs };
}

/** Go on with a paused walk, today or on another day. */
export function resume(walk, nowMs) {
  if (walk.step !== "paused") return walk;
  return { ...walk, step: walk.resumes ?? "walking", resumes: null, changedMs: nowMs };
}

/** @param {Walk} walk */
export function finish(walk, nowMs) {
  return { ...walk, step: "finished", changedMs: nowMs };
}

/**
 * Return the leg from where one comes from to the target: the edition's, the same turned round, or null
 * where the edition knows no way between the two.
 *
 * @param {Walk} walk
 * @param {object} edition
 * @returns {{leg: object, isTurned: boolean} | null}
 */
export function currentLeg(walk, edition) {
  const [from, to] = [walk.from, target(walk)];
  const leg = edition.legs.find(({ start, end }) => start === from && end === to);
  if (leg) return { leg, isTurned: false };
  const back = edition.legs.find(({ start, end }) => start === to && end === from);
  return back ? { leg: back, isTurned: true } : null;
}

/**
 * Carry a walk over to a new edition of its circuit.
 *
 * @param {Walk} walk
 * @param {object} edition the new one
 * @param {{order: number, now: number | null, next: number | null}[]} stops of `changes.json`
 * @param {number} nowMs
 * @returns {Walk}
 */
export function carryOver(walk, edition, stops, nowMs) {
  const by = new Map(stops.map((each) => [each.order, each]));
  const now = (order) => by.get(order)?.now ?? null;
  const kept = (orders) => orders.map(now).filter((order) => order !== null);
  if (walk.step === "before") return { ...fresh(edition), factor: walk.factor };
  const [visited, skipped] = [kept(walk.visited), kept(walk.skipped)];
  const goal = target(walk);
  let ahead = kept(walk.ahead);
  if (goal !== null && now(goal) === null) {
    const next = by.get(goal)?.next ?? null; // whoever was on the way to what is gone
    if (next !== null && !visited.includes(next) && !walk.isBackwards) {
      ahead = [next, ...ahead.filter((each) => each !== next)];
    }
  }
  const known = new Set([...visited, ...skipped, ...ahead, ...stops.map((each) => each.now)]);
  const added = edition.stops.map(({ order }) => order).filter((order) => !known.has(order));
  ahead = [...new Set(insert(ahead, added, walk.isBackwards))].filter((each) => !skipped.includes(each));
  const isGone = goal !== null && now(goal) === null;
  const wasAt = walk.step === "arrived" || walk.resumes === "arrived";
  const moved = {
    ...walk,
    edition: edition.hash,
    ahead,
    visited,
    skipped,
    from: walk.from === null ? null : now(walk.from),
    legM: 0,
    changedMs: nowMs,
  };
  if (isGone && wasAt) {
    if (walk.step === "paused") moved.resumes = "walking";
    else moved.step = "walking";
  }
  if (!ahead.length && moved.step !== "finished") return finish(moved, nowMs);
  return moved;
}

/**
 * @param {Walk} walk
 * @returns {string}
 */
export function write(walk) {
  return JSON.stringify(walk);
}

/**
 * Read a walk that was kept; null where the text is not one, or not of this circuit.
 *
 * @param {string | null} text
 * @param {string} circuit slug
 * @returns {Walk | null}
 */
export function read(text, circuit) {
  try {
    const walk = JSON.parse(text ?? "null");
    const isList = (value) => Array.isArray(value) && value.every(Number.isInteger);
    const isSound =
      walk?.format === FORMAT &&
      walk.circuit === circuit &&
      typeof walk.edition === "string" &&
      STEPS.includes(walk.step) &&
      [walk.ahead, walk.visited, walk.skipped].every(isList) &&
      (walk.ahead.length > 0 || walk.step === "finished") &&
      Number.isFinite(walk.legM) &&
      Number.isFinite(walk.factor);
    return isSound ? walk : null;
  } catch {
    return null; // half written, or by somebody else
  }
}

/** Tell whether every stop of a walk is one of an edition. */
export function fits(walk, edition) {
  const orders = new Set(edition.stops.map(({ order }) => order));
  return [...walk.ahead, ...walk.visited, ...walk.skipped].every((order) => orders.has(order));
}

function goOn(walk, nowMs) {
  const step = walk.ahead.length ? (walk.step === "arrived" ? "walking" : walk.step) : "finished";
  return { ...walk, step, changedMs: nowMs };
}

/** Put new stops where the circuit has them, among those to come. */
function insert(ahead, added, isBackwards) {
  const list = [...ahead];
  for (const order of added) {
    const after = (each) => (isBackwards ? each < order : each > order);
    const at = list.findIndex((each, index) => index > 0 && after(each));
    list.splice(at < 0 ? list.length : at, 0, order);
  }
  return list;
}
