/**
 * What is on this phone: which circuits, how big, how old, and away with them.
 */

import { remember } from "./persistence.js";
import { bytesKept, dropWalk } from "./shell.js";
import { change, dropFiles, readAll } from "./store.js";
import { orphans } from "./taking.js";

const DAY_MS = 86_400_000;
const SOON_DAYS = 7;

/**
 * @typedef {object} Shelf
 * @property {import("./store.js").Kept[]} circuits whole ones
 * @property {import("./store.js").Underway[]} underway begun and not whole yet
 * @property {Record<string, number>} bytes by slug: what goes when that circuit goes
 * @property {number} sharedBytes of files that several circuits need
 * @property {number} shellBytes of the site's own pages and files
 */

/**
 * Return what is on this phone.
 *
 * @returns {Promise<Shelf>}
 */
export async function shelf() {
  const [circuits, underway, files] = await Promise.all(["circuits", "underway", "files"].map(readAll));
  return { circuits, underway, ...weights(circuits, files), shellBytes: await bytesKept().catch(() => 0) };
}

/**
 * Return what each circuit weighs by itself, and what they share.
 *
 * @param {import("./store.js").Kept[]} circuits
 * @param {import("./store.js").File[]} files
 * @returns {{bytes: Record<string, number>, sharedBytes: number}}
 */
export function weights(circuits, files) {
  const users = (url) => circuits.filter((circuit) => circuit.files.includes(url));
  const bytes = Object.fromEntries(
    circuits.map(({ slug, pointer }) => [slug, pointer.size_bytes + pointer.calendar.size_bytes]),
  );
  let sharedBytes = 0;
  for (const { url, bytes: size } of files) {
    const [only, ...others] = users(url);
    if (others.length) sharedBytes += size;
    else if (only) bytes[only.slug] += size;
  }
  return { bytes, sharedBytes };
}

/**
 * Take a circuit off this phone, with all that only it needs; also one that is underway.
 *
 * @param {string} slug
 * @param {import("./shell.js").Shell | null} [shell] let go of too when no circuit is left
 */
export async function remove(slug, shell = null) {
  const [circuits, underway, files] = await Promise.all(["circuits", "underway", "files"].map(readAll));
  const others = (records) => records.filter((one) => one.slug !== slug);
  const unneeded = orphans(files.map(({ url }) => url), others(circuits), others(underway));
  await change(["circuits", "underway", "files", "parts"], (table) => {
    table("circuits").delete(slug);
    table("underway").delete(slug);
    dropFiles(table, unneeded);
  });
  if (shell && !others(circuits).length && !others(underway).length) await dropWalk(shell);
  await remember(others(circuits));
}

/** Forget a circuit that was lost, so that it is not missed again. */
export async function forget() {
  await remember(await readAll("circuits"));
}

/**
 * Return how long the opening times of a calendar are known.
 *
 * @param {object} calendar
 * @param {number} now milliseconds since 1970
 * @returns {{state: "known" | "soon" | "past" | "future", lastDay: string, daysLeft: number}} `future`
 *   where the phone's clock is before its first day, which must be wrong then
 */
export function calendarAge(calendar, now) {
  const [from, until] = [Date.parse(calendar.from), Date.parse(calendar.until)];
  const daysLeft = Math.ceil((until - now) / DAY_MS);
  const lastDay = calendar.days.at(-1)?.date ?? "";
  if (now < from) return { state: "future", lastDay, daysLeft };
  if (daysLeft <= 0) return { state: "past", lastDay, daysLeft: 0 };
  return { state: daysLeft <= SOON_DAYS ? "soon" : "known", lastDay, daysLeft };
}
