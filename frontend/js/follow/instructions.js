/**
 * Tell what to do next on a leg, and when it is time to say it aloud.
 *
 * @typedef {object} Instruction
 * @property {number} index of the manoeuvre in its leg
 * @property {string} icon name of a drawing
 * @property {object | null} text in every language, null where only the turn is known
 * @property {string} turn what to do, in one word: for legs that are walked in the other direction
 * @property {number} atM along the leg
 */

import { turnBetween } from "./plane.js";

const SOON_M = { foot: 30, wheelchair: 30, car: 150 }; // close enough to say it
const PASSED_M = 6; // beyond a turn it is over
const BEND = 30; // degrees: less is no turn
const SHARP = 120;
const SLIGHT = 55;

/**
 * Return the instructions of a leg in the order they are met.
 *
 * Directions are written for one direction. Who walks a leg the other way is told the bare turns, which
 * are read from the line itself.
 *
 * @param {object} leg of an edition
 * @param {import("./route.js").Line} line of the leg, turned round if the leg is
 * @param {boolean} isTurned
 * @returns {Instruction[]}
 */
export function instructionsOf(leg, line, isTurned) {
  if (!leg.manoeuvres?.length) return [];
  if (!isTurned) {
    return leg.manoeuvres.map(({ begin, icon, kind, text }, index) => ({
      index,
      icon,
      text,
      turn: turnOfKind(kind),
      atM: line.alongM[Math.min(begin, line.alongM.length - 1)],
    }));
  }
  const last = line.points.length - 1;
  const corners = leg.manoeuvres
    .map(({ begin }) => last - begin)
    .filter((at) => at > 0 && at < last)
    .sort((one, other) => one - other);
  const bare = corners
    .map((at) => ({ atM: line.alongM[at], turn: turnAt(line, at) }))
    .filter(({ turn }) => turn !== "straight");
  const all = [{ atM: 0, turn: "depart" }, ...bare, { atM: line.lengthM, turn: "arrive" }];
  return all.map(({ atM, turn }, index) => ({ index, icon: iconOf(turn), text: null, turn, atM }));
}

/**
 * Return the instruction that comes next, and how far it is.
 *
 * @param {Instruction[]} instructions
 * @param {number} alongM
 * @returns {{instruction: Instruction, distanceM: number} | null}
 */
export function nextOf(instructions, alongM) {
  const [first, ...rest] = instructions;
  if (!first) return null;
  // The first one tells how to set out: it is shown until one has.
  if (alongM < Math.min(12, (rest[0]?.atM ?? Infinity) / 2)) return { instruction: first, distanceM: 0 };
  const next = rest.find(({ atM }) => atM > alongM - PASSED_M) ?? rest.at(-1) ?? first;
  return { instruction: next, distanceM: Math.max(0, next.atM - alongM) };
}

/** Says each instruction once, when it is near. */
export class Prompter {
  /** @param {"foot" | "wheelchair" | "car"} [mode] */
  constructor(mode = "foot") {
    this.mode = mode;
    /** @type {Set<number>} */
    this.said = new Set();
  }

  /**
   * Return the instruction to say now, or null.
   *
   * @param {{instruction: Instruction, distanceM: number} | null} next
   * @returns {Instruction | null}
   */
  take(next) {
    if (!next || next.distanceM > SOON_M[this.mode] || this.said.has(next.instruction.index)) return null;
    this.said.add(next.instruction.index);
    return next.instruction;
  }
}

/** @returns {string} the turn at a point of a line */
function turnAt(line, at) {
  const before = line.headingAt(Math.max(0, line.alongM[at] - 4));
  const after = line.headingAt(Math.min(line.lengthM, line.alongM[at] + 4));
  const turn = turnBetween(before, after);
  const size = Math.abs(turn);
  if (size < BEND) return "straight";
  const side = turn > 0 ? "right" : "left";
  if (size > 170) return "turn_back";
  if (size > SHARP) return `sharp_${side}`;
  return size < SLIGHT ? `slight_${side}` : side;
}

function turnOfKind(kind) {
  if (kind === "u_turn") return "turn_back";
  if (["depart", "arrive", "left", "right"].includes(kind)) return kind;
  return /^(slight|sharp)_(left|right)$/.test(kind) ? kind : "straight";
}

function iconOf(turn) {
  if (["depart", "arrive", "straight"].includes(turn)) return turn;
  return turn === "turn_back" ? "turn-back" : `turn-${turn.replace("_", "-")}`;
}
