/**
 * Take a circuit along: fetch all that it needs, and have it here only when all of it is here.
 *
 * What has arrived is never fetched again. After a cut, even of the phone's power, the next attempt
 * goes on where the last one ended; until it is whole, an older edition stays and serves.
 */

import { Tallies } from "../visits/tallies.js";
import { pointerUrl } from "./addresses.js";
import { NotToBeHad, fetchJson } from "./editions.js";
import { spansOf } from "./files.js";
import { isGenuine } from "./genuine.js";
import { freeBytes, persist, remember } from "./persistence.js";
import { complete, missing } from "./shell.js";
import { PART_BYTES, change, dropFiles, partsOf, read, readAll } from "./store.js";

const WIDTH_PX = 480; // of images: as wide as a phone shows them
const IMAGE = "image/webp";
const BASEMAP = "application/vnd.pmtiles";

/** There is too little room on the phone. */
export class NoRoom extends Error {
  /** @param {number} missingBytes how much is to be freed, at most */
  constructor(missingBytes) {
    super(`${missingBytes} bytes too little`);
    this.name = "NoRoom";
    this.missingBytes = missingBytes;
  }
}

/** What arrived is not what was published. */
export class Damaged extends Error {
  constructor(url) {
    super(`Not what was published: ${url}`);
    this.name = "Damaged";
  }
}

/**
 * @typedef {object} Wanted a file to fetch
 * @property {string} url
 * @property {number} bytes
 * @property {string} type
 */

/**
 * Return the files that go with an edition: the images in the width of a phone, and the basemap.
 *
 * @param {object} pointer
 * @param {object} document
 * @returns {Wanted[]}
 */
export function filesOf({ images, basemap }, document) {
  const pictures = Object.values(document.images).map(({ files }) => {
    const file = files
      .filter(({ width }) => width <= WIDTH_PX)
      .reduce((widest, one) => (one.width > widest.width ? one : widest));
    return { url: images.base + file.name, bytes: file.bytes, type: IMAGE };
  });
  return basemap ? [...pictures, { url: basemap.url, bytes: basemap.size_bytes, type: BASEMAP }] : pictures;
}

/**
 * Return which of the files on this phone nothing needs any more.
 *
 * @param {string[]} urls of all files
 * @param {{files: string[]}[]} kept circuits
 * @param {{pointer: object, document?: object}[]} underway
 * @returns {string[]}
 */
export function orphans(urls, kept, underway) {
  const needed = new Set(kept.flatMap(({ files }) => files));
  for (const { pointer, document } of underway) {
    if (document) filesOf(pointer, document).forEach(({ url }) => needed.add(url));
    if (pointer.basemap) needed.add(pointer.basemap.url);
  }
  return urls.filter((url) => !needed.has(url));
}

/**
 * Return how much is still to be fetched of a circuit.
 *
 * @param {object} pointer to its current edition
 * @param {import("./shell.js").Shell} shell
 * @returns {Promise<{total: number, done: number}>} bytes on the phone
 */
export async function sizeOf(pointer, shell) {
  const begun = await read("underway", pointer.circuit);
  const same = begun?.pointer.hash === pointer.hash ? begun : {};
  const files = await readAll("files");
  const wanted = same.document ? filesOf(pointer, same.document) : [];
  const urls = new Set([...wanted.map(({ url }) => url), pointer.basemap?.url]);
  const [core, walk] = await Promise.all([missing(shell, "core"), missing(shell, "walk")]);
  const there = files
    .filter(({ url }) => urls.has(url))
    .reduce((sum, { bytes, parts }) => sum + Math.min(bytes, parts * PART_BYTES), 0);
  return {
    total: pointer.total_bytes + sum([...core, ...walk]),
    done: there + (same.document ? pointer.size_bytes : 0) + (same.calendar ? pointer.calendar.size_bytes : 0),
  };
}

/**
 * Take a circuit along, or its newer edition.
 *
 * @param {string} slug
 * @param {object} options
 * @param {string} [options.query] of a plan
 * @param {import("./shell.js").Shell} options.shell of the version that is to serve
 * @param {(progress: {done: number, total: number}) => void} [options.progress]
 * @param {AbortSignal} [options.signal]
 * @returns {Promise<import("./store.js").Kept>}
 * @throws {NoRoom | Damaged | NotToBeHad} and what `fetch` throws when it is cut
 */
export function take(slug, options) {
  const work = async () => {
    const isFirst = !(await read("circuits", slug));
    const kept = await new Taking(slug, options).run();
    if (isFirst) new Tallies().count("taken", slug, document.documentElement.lang);
    return kept;
  };
  return navigator.locks ? navigator.locks.request("taking", work) : work(); // one at a time
}

class Taking {
  constructor(slug, { query, shell, progress = () => {}, signal }) {
    Object.assign(this, { slug, query, shell, progress, signal });
  }

  async run() {
    const { slug, query, shell, signal } = this;
    this.pointer = await fetchJson(pointerUrl(slug, query), { signal });
    this.size = await sizeOf(this.pointer, shell);
    try {
      await this.makeSureOfRoom();
      this.progress(this.size);
      const document = await this.document();
      const calendar = await this.calendar();
      const files = filesOf(this.pointer, document);
      for (const file of files) await this.file(file);
      const arrived = (bytes) => this.arrived(bytes);
      for (const part of ["core", "walk"]) await complete(shell, part, { arrived, signal });
      return await this.keep({ document, calendar, files });
    } catch (error) {
      throw error?.name === "QuotaExceededError" ? new NoRoom(await this.missingBytes()) : error;
    }
  }

  /** How much room to make; all that is left to fetch where the browser says that there is some. */
  async missingBytes() {
    const left = this.size.total - this.size.done;
    const free = await freeBytes();
    return free < left ? left - free : left;
  }

  async makeSureOfRoom() {
    const { total, done } = this.size;
    if ((await freeBytes()) < total - done) throw new NoRoom(await this.missingBytes());
  }

  arrived(bytes) {
    this.size = { ...this.size, done: Math.min(this.size.done + bytes, this.size.total) };
    this.progress(this.size);
  }

  /** What has been fetched before, of the same edition. */
  async begun() {
    const begun = await read("underway", this.slug);
    return begun?.pointer.hash === this.pointer.hash ? begun : {};
  }

  async note(found) {
    const begun = await this.begun();
    const { slug, pointer } = this;
    await change(["underway"], (table) => table("underway").put({ ...begun, ...found, slug, pointer }));
  }

  async document() {
    const { document: before } = await this.begun();
    if (before) return before;
    const document = await this.genuine(this.pointer.url, this.pointer);
    await this.note({ document });
    this.arrived(this.pointer.size_bytes);
    return document;
  }

  async calendar() {
    const { calendar: before } = await this.begun();
    const { calendar: about } = this.pointer;
    if (before?.hash === about.hash) return before;
    const calendar = await this.genuine(about.url, about);
    await this.note({ calendar });
    if (!before) this.arrived(about.size_bytes);
    return calendar;
  }

  /** Fetch JSON whose name is a digest of what it says. */
  async genuine(url, promised) {
    // What a cache on the way has garbled must not come from there again.
    const response = await fetch(url, { cache: "no-store", signal: this.signal });
    if (!response.ok) throw new NotToBeHad(response.status);
    const text = await response.text();
    if (!(await isGenuine(text, promised))) throw new Damaged(url);
    return JSON.parse(text);
  }

  /** Fetch a file part by part, from the first that is missing. */
  async file({ url, bytes, type }) {
    const before = await read("files", url);
    if (before?.complete && before.bytes === bytes) return;
    const spans = spansOf(bytes);
    const first = before?.bytes === bytes ? before.parts : 0;
    for (let part = first; part < spans.length; part += 1) {
      const arrived = await this.part({ url, bytes }, spans, part);
      await change(["files", "parts"], (table) => {
        if (part === 0) table("parts").delete(partsOf(url));
        arrived.forEach((content, index) => table("parts").put(content, [url, part + index]));
        const parts = part + arrived.length;
        table("files").put({ url, type, bytes, parts, complete: parts === spans.length });
      });
      this.arrived(arrived.reduce((sum, content) => sum + content.byteLength, 0));
      part += arrived.length - 1;
    }
  }

  /**
   * Fetch a part of a file; all that is left of it from a server that does not hand out ranges.
   *
   * @returns {Promise<ArrayBuffer[]>} the parts that came
   */
  async part({ url, bytes }, spans, part) {
    const [from, to] = spans[part];
    const headers = spans.length > 1 ? { Range: `bytes=${from}-${to}` } : {};
    const response = await fetch(url, { headers, cache: "no-store", signal: this.signal });
    if (!response.ok) throw new NotToBeHad(response.status);
    const content = await response.arrayBuffer();
    if (response.status === 206) {
      const said = response.headers.get("Content-Range");
      const right = !said || said === `bytes ${from}-${to}/${bytes}`;
      if (!right || content.byteLength !== to - from + 1) throw new Damaged(url);
      return [content];
    }
    if (content.byteLength !== bytes) throw new Damaged(url);
    return spans.slice(part).map(([first, last]) => content.slice(first, last + 1));
  }

  /** Let the new edition take the place of the old one, at once and whole. */
  async keep({ document, calendar, files }) {
    const { slug, pointer } = this;
    const now = Date.now();
    const kept = {
      slug,
      pointer,
      document,
      calendar,
      files: files.map(({ url }) => url),
      bytes: pointer.total_bytes,
      takenAt: now,
      calendarAt: now,
    };
    const [circuits, underway, all] = await Promise.all(["circuits", "underway", "files"].map(readAll));
    const others = (records) => records.filter((one) => one.slug !== slug);
    const left = [...others(circuits), kept];
    const unneeded = orphans(all.map(({ url }) => url), left, others(underway));
    await change(["circuits", "underway", "files", "parts"], (table) => {
      table("circuits").put(kept);
      table("underway").delete(slug);
      dropFiles(table, unneeded);
    });
    this.progress({ done: this.size.total, total: this.size.total });
    await Promise.all([remember(left), persist()]);
    return kept;
  }
}

/** Add up the bytes of things. */
function sum(things) {
  return things.reduce((total, { bytes }) => total + bytes, 0);
}
