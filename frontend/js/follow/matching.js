/**
 * Weigh whether a walker keeps to the way or has left it, by following both kinds at once.
 *
 * A hidden Markov model (P. Newson, J. Krumm, Hidden Markov map matching through noise and sparseness,
 * 2009). Its states are cells of the way, where one walks on, stands or goes back, and cells of straight
 * branches that leave the way at its corners and here and there between them: nobody knows which streets
 * there are, so they lead wherever the way does not. A position is judged by how the phone's error would have to
 * change between two steps, not by the error itself: errors last (a Gauss-Markov process), and count once.
 * `odds` is the logarithm of how much likelier the branches have become than the way.
 *
 * @typedef {object} Seen
 * @property {import("../map/geometry.js").Position} position
 * @property {number} accuracyM
 * @property {number} timeMs
 * @property {[number, number] | null} [velocity] metres a second to the east and north, as the phone says
 * @property {boolean} [isAfterGap]
 */

import { apartM, bearingTo, turnBetween } from "./plane.js";
import { Witness } from "./witness.js";

const SCALE = { foot: 1, wheelchair: 0.85, car: 6 }; // of all lengths and speeds
const STEP_S = 3; // positions that close say the same
const CELL_M = 2;
const STRIDES = [0.08, 0.27, 0.4, 0.25]; // cells in a step: 1.2 m/s, more or less
const STANDS = 0.02; // a walker, in a step
const SETS_OUT = 0.04; // somebody who stands
const TURNS_BACK = 0.002;
const TURNS_ROUND = 0.02; // and walks on
const LEAVES = 2e-4; // a walker, for each cell of the way
const LEAVES_AT_CORNER = 1e-3;
const CORNER_DEGREES = 20;
const AROUND = 4; // cells before and after, between which a corner shows
const EVERY = 8; // cells between branches where there is no corner
const BRANCH_DEGREES = 30;
const OTHER_DEGREES = 35; // a branch that is closer to the way's direction is the way
const BRANCH_M = 120;
const OUT_M = 12; // nearer than that one may as well be on the way
const ERROR_S = 30; // in so long a phone's error becomes another one
const WHITE = 0.04; // share of an error's variance that is another one at every step
const AXIS = 1.515; // accuracies hold two positions out of three of a plane, not of a line
const LEAST_ACCURACY_M = 5; // phones boast
const STREET_M = 2.5; // one walks left and right of the line
const AT_LEAST = 0.05; // of the best: no single leap decides
const VELOCITY_MS = 1.2; // how far the phone's velocity is trusted: it is off for seconds on end
const SURPRISE = 1e-6; // that one turns up anywhere on the way
const FARTHEST = 16; // squared deviations
const MOST_STEPS = 40; // of a gap; then one may be anywhere
const NOBODY = 1e-8;
const NOBODY_ON_BRANCH = 1e-7;
const NOBODY_HERE = 1e-10; // in a cell of one
const SOMEBODY = 1e-4; // in a cell of the way, who may leave it

export class Matcher {
  /**
   * @param {import("./route.js").Line} line
   * @param {"foot" | "wheelchair" | "car"} [mode]
   * @param {number} [startM] where on the way one begins
   */
  constructor(line, mode = "foot", startM = 0) {
    this.line = line;
    this.scale = SCALE[mode];
    this.cellM = CELL_M * this.scale;
    const last = Math.max(1, Math.ceil(line.lengthM / this.cellM));
    this.points = Array.from({ length: last + 1 }, (_, cell) => line.pointAt(Math.min(line.lengthM, cell * this.cellM)));
    this.comes = this.points.map((_, cell) => this._bearing(cell ? cell - AROUND : 0, cell || AROUND));
    this.goes = this.points.map((_, cell) => this._bearing(cell < last ? cell : last - AROUND, cell < last ? cell + AROUND : last));
    this.leaving = this.points.map((_, cell) => this._leaving(cell));
    /** @type {Map<number, object[]>} branches that somebody may be on, by the cell that they leave from */
    this.branches = new Map();
    /** @type {Map<number, object[]>} all that were ever drawn */
    this.drawn = new Map();
    this.begin(startM);
  }

  /**
   * Begin anew: the walker is on the way, about here.
   *
   * @param {number} alongM
   */
  begin(alongM) {
    const weigh = (_, cell) => Math.exp(-0.5 * ((cell * this.cellM - alongM) / (8 * this.scale)) ** 2) + 1e-4 / this.points.length;
    const near = Float64Array.from(this.points, weigh);
    this.way = [near.map((each) => 0.6 * each), near.map((each) => 0.3 * each), near.map((each) => 0.001 * each)];
    this.branches.clear();
    this.witness = new Witness();
    this.gathered = [];
    this.before = null;
    this.odds = -Infinity;
    this._settle();
  }

  /** @param {Seen} seen */
  take({ position, accuracyM, timeMs, velocity = null, isAfterGap = false }) {
    const isBack = this.gathered.length && timeMs < this.gathered[0].timeMs; // the clock was
    if (isAfterGap || isBack) this.gathered = [];
    this.isAnew ||= isAfterGap || isBack;
    this.gathered.push({ point: this.line.plane.point(position), accuracyM, velocity, timeMs });
    if (timeMs - this.gathered[0].timeMs < (STEP_S - 1) * 1000) return;
    const now = this._mean(timeMs);
    this.witness.take(now, this._headings());
    this._go(now);
    this._settle();
    [this.before, this.gathered, this.isAnew] = [now, [], false];
  }

  /** One step of what was gathered. */
  _mean(timeMs) {
    const mean = (values) => values.reduce((sum, each) => sum + each, 0) / values.length;
    const of = (vectors) => [0, 1].map((axis) => mean(vectors.map((each) => each[axis])));
    const accuracyM = Math.max(LEAST_ACCURACY_M, mean(this.gathered.map((each) => each.accuracyM)));
    const velocities = this.gathered.map(({ velocity }) => velocity).filter(Boolean);
    return {
      timeMs,
      point: of(this.gathered.map(({ point }) => point)),
      velocity: velocities.length ? of(velocities) : null,
      sigmaM: Math.hypot(accuracyM / AXIS, STREET_M * this.scale),
    };
  }

  _go(now) {
    if (!this.before) return this._weigh(now, 1);
    const passedS = (now.timeMs - this.before.timeMs) / 1000;
    if (!this.isAnew && passedS > 0 && passedS < 2 * STEP_S) return this._step(now, passedS);
    const steps = Math.max(1, Math.min(MOST_STEPS, Math.round(passedS / STEP_S)));
    for (let step = 0; step < steps; step += 1) this._step(null, STEP_S);
    // What the last error was is forgotten by and by: until then the position says less.
    return this._weigh(now, this.isAnew ? 1 : 1 - Math.exp((-2 * passedS) / ERROR_S));
  }

  /** Weigh each cell by how far it is from a position alone. */
  _weigh({ point, sigmaM }, power) {
    const density = (x, y) => Math.exp(-0.5 * power * Math.min(FARTHEST, ((point[0] - x) ** 2 + (point[1] - y) ** 2) / sigmaM ** 2));
    for (const cells of this.way) this.points.forEach(([x, y], cell) => (cells[cell] *= density(x, y)));
    for (const { x, y, stepX, stepY, held } of this._all()) {
      for (const cells of held) for (let cell = 0; cell < cells.length; cell += 1) if (cells[cell]) cells[cell] *= density(x + cell * stepX, y + cell * stepY);
    }
  }

  /** Walk on for a step; weigh each move by how the error would have changed, and by the velocity. */
  _step(now, passedS) {
    const density = now ? this._density(now, passedS) : () => 1;
    const held = this.way;
    this.way = held.map((cells) => new Float64Array(cells.length));
    for (const branch of this._all()) walkBranch(branch, density);
    this._walkWay(held, density);
    this._leave(held, density);
    if (now) this._surprise(now);
  }

  _density({ point, sigmaM, velocity }, passedS) {
    const memory = Math.exp(-passedS / ERROR_S);
    const variance = sigmaM ** 2 * (1 - memory ** 2 + WHITE);
    const [x, y] = [0, 1].map((axis) => point[axis] - memory * this.before.point[axis]);
    const spot = (fromX, fromY, toX, toY) =>
      Math.exp((-0.5 * ((x - toX + memory * fromX) ** 2 + (y - toY + memory * fromY) ** 2)) / variance) + AT_LEAST;
    if (!velocity || !this.witness.isHeard) return spot;
    const doubtful = (VELOCITY_MS * this.scale) ** 2;
    return (fromX, fromY, toX, toY) => {
      const [east, north] = [(toX - fromX) / passedS - velocity[0], (toY - fromY) / passedS - velocity[1]];
      return spot(fromX, fromY, toX, toY) * (Math.exp((-0.5 * (east ** 2 + north ** 2)) / doubtful) + AT_LEAST);
    };
  }

  _walkWay([walking, standing, back], density) {
    const { points, way } = this;
    const last = points.length - 1;
    for (let cell = 0; cell <= last; cell += 1) {
      const [walks, stands, returns] = [walking[cell], standing[cell], back[cell]];
      if (walks + stands + returns < NOBODY) continue;
      const [x, y] = points[cell];
      const onward = walks * (1 - STANDS - TURNS_BACK) + stands * SETS_OUT + returns * TURNS_ROUND;
      const backward = returns * (1 - STANDS - TURNS_ROUND) + (walks + stands) * TURNS_BACK;
      way[1][cell] += (stands * (1 - SETS_OUT - TURNS_BACK) + (walks + returns) * STANDS) * density(x, y, x, y);
      for (let stride = 0; stride < STRIDES.length; stride += 1) {
        const to = Math.min(last, cell + stride);
        way[0][to] += onward * STRIDES[stride] * density(x, y, points[to][0], points[to][1]);
        if (backward < NOBODY) continue;
        const from = Math.max(0, cell - stride);
        way[2][from] += backward * STRIDES[stride] * density(x, y, points[from][0], points[from][1]);
      }
    }
  }

  _leave([walking, standing], density) {
    this.leaving.forEach((share, cell) => {
      const sets = walking[cell] + standing[cell] * SETS_OUT;
      if (!share || sets < SOMEBODY) return;
      if (!this.drawn.has(cell)) this.drawn.set(cell, this._branchesAt(cell));
      if (!this.branches.has(cell)) this.branches.set(cell, this.drawn.get(cell).map(empty));
      const branches = this.branches.get(cell);
      for (const { x, y, stepX, stepY, held } of branches) {
        STRIDES.forEach((likely, stride) => {
          held[0][stride] += ((sets * share) / branches.length) * likely * density(x, y, x + stride * stepX, y + stride * stepY);
        });
      }
    });
  }

  _surprise({ point, sigmaM }) {
    const all = this.way.reduce((sum, cells) => sum + total(cells), 0);
    this.points.forEach((spot, cell) => {
      const square = Math.min(FARTHEST, (apartM(point, spot) / sigmaM) ** 2);
      this.way[0][cell] += ((SURPRISE * all) / this.points.length) * Math.exp(-0.5 * square);
    });
  }

  /** Make all likelihoods one together; read the odds; let go of branches that nobody is on. */
  _settle() {
    const onWay = this.way.reduce((sum, cells) => sum + total(cells), 0);
    let [near, out] = [0, 0];
    for (const branch of this._all()) {
      branch.sum = 0;
      for (const cells of branch.held) {
        for (let cell = 0; cell < cells.length; cell += 1) {
          branch.sum += cells[cell];
          if (branch.isOut[cell]) out += cells[cell];
          else near += cells[cell];
        }
      }
    }
    const all = onWay + near + out;
    for (const cells of this.way) scaleBy(cells, 1 / all);
    for (const [cell, branches] of this.branches) {
      if (branches.every(({ sum }) => sum / all < NOBODY_ON_BRANCH)) this.branches.delete(cell);
      else for (const { held } of branches) for (const cells of held) scaleBy(cells, 1 / all);
    }
    this.odds = Math.log(out / (onWay + near));
  }

  *_all() {
    for (const branches of this.branches.values()) yield* branches;
  }

  /** Where the way leads, where the walker most likely is. */
  _headings() {
    let [likeliest, most] = [0, 0];
    for (let cell = 0; cell < this.points.length; cell += 1) {
      const here = this.way[0][cell] + this.way[1][cell] + this.way[2][cell];
      if (here > most) [likeliest, most] = [cell, here];
    }
    return [this.comes[likeliest], this.goes[likeliest]];
  }

  _bearing(from, to) {
    const last = this.points.length - 1;
    return bearingTo(this.points[Math.max(0, from)], this.points[Math.min(last, to)]);
  }

  /** How likely a walker leaves the way at a cell; 0 where no branch begins. */
  _leaving(cell) {
    const isCorner = Math.abs(turnBetween(this.comes[cell], this.goes[cell])) > CORNER_DEGREES;
    const every = isCorner ? 2 : EVERY;
    return cell % every ? 0 : (isCorner ? LEAVES_AT_CORNER : LEAVES) * every;
  }

  _branchesAt(cell) {
    const [x, y] = this.points[cell];
    const length = Math.round(BRANCH_M / CELL_M);
    const found = [];
    for (let turn = 0; turn < 360; turn += BRANCH_DEGREES) {
      const heading = this.comes[cell] + turn;
      const isWay = [this.comes[cell] + 180, this.goes[cell]].some((known) => Math.abs(turnBetween(known, heading)) < OTHER_DEGREES);
      if (isWay) continue;
      const angle = (heading * Math.PI) / 180;
      const [stepX, stepY] = [Math.sin(angle) * this.cellM, Math.cos(angle) * this.cellM];
      const isOut = Array.from({ length }, (_, step) => this._isOut([x + step * stepX, y + step * stepY], cell));
      found.push({ x, y, stepX, stepY, isOut });
    }
    return found;
  }

  _isOut(point, cell) {
    const reach = Math.round(BRANCH_M / CELL_M) + 10;
    for (let near = Math.max(0, cell - reach); near < Math.min(this.points.length, cell + reach); near += 2) {
      if (apartM(point, this.points[near]) <= OUT_M * this.scale) return false;
    }
    return true;
  }
}

/** Return a branch with nobody on it. */
function empty(branch) {
  const { length } = branch.isOut;
  return { ...branch, held: [new Float64Array(length), new Float64Array(length)], sum: 0 };
}

function walkBranch(branch, density) {
  const { x, y, stepX, stepY, held } = branch;
  const [walking, standing] = held;
  const next = held.map((cells) => new Float64Array(cells.length));
  const last = walking.length - 1;
  for (let cell = 0; cell <= last; cell += 1) {
    if (walking[cell] + standing[cell] < NOBODY_HERE) continue;
    const [fromX, fromY] = [x + cell * stepX, y + cell * stepY];
    const onward = walking[cell] * (1 - STANDS) + standing[cell] * SETS_OUT;
    next[1][cell] += (standing[cell] * (1 - SETS_OUT) + walking[cell] * STANDS) * density(fromX, fromY, fromX, fromY);
    for (let stride = 0; stride < STRIDES.length; stride += 1) {
      const to = Math.min(last, cell + stride);
      next[0][to] += onward * STRIDES[stride] * density(fromX, fromY, fromX + stride * stepX, fromY + stride * stepY);
    }
  }
  branch.held = next;
}

function total(cells) {
  let sum = 0;
  for (let cell = 0; cell < cells.length; cell += 1) sum += cells[cell];
  return sum;
}

function scaleBy(cells, factor) {
  for (let cell = 0; cell < cells.length; cell += 1) cells[cell] *= factor;
}
