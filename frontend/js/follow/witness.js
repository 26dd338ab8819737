/**
 * Judge whether the velocity that a phone reports says more than its positions do.
 *
 * Most phones measure it by the Doppler shift of the satellites' signals, whose error is small and soon
 * another one. Some only take one position from another: then it repeats the drift of their error, and
 * must not be counted a second time. It is heard only while it differs from the way between positions as
 * much as positions that drift would differ from a true velocity, and while it seldom points across the
 * way that one walks on.
 */

const ERROR_S = 30; // in so long a phone's error becomes another one
const SPANS = 4; // steps back to compare with: no smoothing hides in all of them
const SPAN_MS = 5_000; // longer between two steps is a gap
const FORGETS = 0.03; // of what was known, in each step
const REPEATS = 0.6; // of the difference to expect: less, and it repeats the positions
const FARTHEST = 9;
const FEWEST = 8; // steps, before it is heard
const MOVING_MS = 0.3;
const [USUAL, MOST_ACROSS] = [0.36, 0.56]; // (m/s)² across the way: off by 0.75 m/s says nothing

export class Witness {
  constructor() {
    this.steps = [];
    this.differs = new Float64Array(SPANS);
    this.expected = new Float64Array(SPANS);
    this.across = USUAL;
    this.count = 0;
  }

  /** Whether the velocity is to be counted. */
  get isHeard() {
    return this.count > FEWEST && this.across < MOST_ACROSS && this.differs.every((each, span) => each > REPEATS * this.expected[span]);
  }

  /**
   * @param {{point: [number, number], velocity: [number, number] | null, sigmaM: number, timeMs: number}} now
   * @param {number[]} headings of the way where one is, in degrees
   */
  take(now, headings) {
    const last = this.steps.at(-1);
    if (last && (now.timeMs - last.timeMs > SPAN_MS || now.timeMs <= last.timeMs)) this.steps = [];
    this.steps = [...this.steps, now].slice(-SPANS - 1);
    if (!now.velocity || Math.hypot(...now.velocity) < MOVING_MS) return;
    this.count += 1;
    for (let span = 0; span < SPANS; span += 1) {
      const then = this.steps.at(-2 - span);
      if (!then) break;
      const seconds = (now.timeMs - then.timeMs) / 1000;
      const square = [0, 1].reduce((sum, axis) => sum + ((now.point[axis] - then.point[axis]) / seconds - now.velocity[axis]) ** 2, 0);
      const drift = (4 * now.sigmaM ** 2 * (1 - Math.exp(-seconds / ERROR_S))) / seconds ** 2;
      this.differs[span] = (1 - FORGETS) * this.differs[span] + Math.min(square, FARTHEST * drift);
      this.expected[span] = (1 - FORGETS) * this.expected[span] + drift;
    }
    const sideways = headings.map((heading) => {
      const angle = (heading * Math.PI) / 180;
      return (now.velocity[0] * Math.cos(angle) - now.velocity[1] * Math.sin(angle)) ** 2;
    });
    this.across += FORGETS * (Math.min(4 * this.across, ...sideways) - this.across);
  }
}
