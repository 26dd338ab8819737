/**
 * Files on this phone, and the pieces that maps ask for.
 *
 * @typedef {import("./store.js").File} File
 */

import { PART_BYTES, read } from "./store.js";

/**
 * Return the first byte and the last that a `Range` header asks for; null for the whole file.
 *
 * @param {string | null} header
 * @param {number} bytes of the whole file
 * @returns {[number, number] | null | "unsatisfiable"}
 */
export function rangeOf(header, bytes) {
  const asked = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "");
  if (!asked || (!asked[1] && !asked[2])) return null;
  const last = bytes - 1;
  if (!asked[1]) return Number(asked[2]) ? [Math.max(0, bytes - Number(asked[2])), last] : "unsatisfiable";
  const [from, to] = [Number(asked[1]), asked[2] ? Math.min(Number(asked[2]), last) : last];
  if (from > last) return "unsatisfiable";
  return to < from ? null : [from, to];
}

/**
 * Return the spans of bytes in which a file is fetched and kept.
 *
 * @param {number} bytes of the whole file
 * @param {number} [size] of a part
 * @returns {[number, number][]} first byte and last of each part
 */
export function spansOf(bytes, size = PART_BYTES) {
  return Array.from({ length: Math.ceil(bytes / size) }, (_, part) => [
    part * size,
    Math.min((part + 1) * size, bytes) - 1,
  ]);
}

/**
 * Read a piece of a file.
 *
 * @param {string} url
 * @param {number} first byte
 * @param {number} last byte
 * @param {(number: number) => Promise<ArrayBuffer>} [part]
 * @returns {Promise<Uint8Array>}
 */
export async function piece(url, first, last, part = (number) => read("parts", [url, number])) {
  const bytes = new Uint8Array(last - first + 1);
  for (let number = Math.floor(first / PART_BYTES); number * PART_BYTES <= last; number += 1) {
    const start = number * PART_BYTES;
    const from = Math.max(first - start, 0);
    const to = Math.min(last - start + 1, PART_BYTES);
    bytes.set(new Uint8Array(await part(number)).subarray(from, to), start + from - first);
  }
  return bytes;
}

/**
 * Answer a request for a file with the one on this phone.
 *
 * @param {File} file that is complete
 * @param {string | null} range header of the request
 * @returns {Promise<Response>}
 */
export async function respond({ url, type, bytes }, range) {
  const headers = { "Accept-Ranges": "bytes", "Content-Type": type, ETag: `"${url}"` };
  const asked = rangeOf(range, bytes);
  if (asked === "unsatisfiable") {
    return new Response(null, { status: 416, headers: { ...headers, "Content-Range": `bytes */${bytes}` } });
  }
  const [first, last] = asked ?? [0, bytes - 1];
  const content = { "Content-Length": String(last - first + 1) };
  if (asked) content["Content-Range"] = `bytes ${first}-${last}/${bytes}`;
  const body = await piece(url, first, last);
  return new Response(body, { status: asked ? 206 : 200, headers: { ...headers, ...content } });
}
