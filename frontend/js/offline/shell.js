/**
 * The site's own pages and files on this phone, a cache for each version: "shell-<version>".
 *
 * A cache is whole when it holds a mark that says so, which comes last. Until the one of a new version
 * is whole, the one before it stays and serves.
 *
 * @typedef {object} Shell what the server wrote into the service worker (heritage_map/app_shell.py)
 * @property {string} version
 * @property {boolean} immutable files change their address when they change
 * @property {{url: string, size_bytes: number}[]} core
 * @property {{url: string, size_bytes: number}[]} walk
 * @property {Record<string, Record<string, string>>} pages by language and name
 * @property {{url: string, size_bytes: number}[]} field
 * @property {Record<string, Part>} page_parts by the name of a page
 * @property {string} default_language
 */

const PREFIX = "shell-";
const PAGE_BYTES = 12_000; // about, as they are kept; the server does not count its pages
const PACKED = "X-Packed";

/** @typedef {"core" | "walk" | "field"} Part what every phone keeps; what walks need besides; what officers do */

const cacheName = (version) => PREFIX + version;
const mark = (part) => `/kept/whole-${part}`;

/**
 * Return all that belongs to a part of a shell.
 *
 * @param {Shell} shell
 * @param {Part} part
 * @returns {{url: string, bytes: number, isPage: boolean}[]}
 */
export function contents(shell, part) {
  const pages = Object.values(shell.pages).flatMap((ofLanguage) =>
    Object.entries(ofLanguage)
      .filter(([name]) => shell.page_parts[name] === part)
      .map(([, url]) => ({ url, bytes: PAGE_BYTES, isPage: true })),
  );
  return [...pages, ...shell[part].map(({ url, size_bytes: bytes }) => ({ url, bytes, isPage: false }))];
}

/** Return what is still missing of a part. */
export async function missing(shell, part) {
  const cache = await caches.open(cacheName(shell.version));
  if (await cache.match(mark(part))) return [];
  const there = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname));
  return contents(shell, part).filter(({ url }) => !there.has(new URL(url, location.href).pathname));
}

/**
 * Fetch what is missing of a part, one after the other, and mark it whole.
 *
 * @param {Shell} shell
 * @param {Part} part
 * @param {object} [options]
 * @param {(bytes: number) => void} [options.arrived]
 * @param {AbortSignal} [options.signal]
 */
export async function complete(shell, part, { arrived = () => {}, signal } = {}) {
  const cache = await caches.open(cacheName(shell.version));
  for (const { url, bytes, isPage } of await missing(shell, part)) {
    // Pages are the same for everybody: nobody's cookies have a part in them.
    const response = await fetch(url, {
      signal,
      cache: isPage || !shell.immutable ? "no-cache" : "default",
      credentials: isPage ? "omit" : "same-origin",
    });
    if (!response.ok || response.redirected) throw new Error(`${response.status} for ${url}`);
    await cache.put(url, isPage ? await packed(response) : response);
    arrived(bytes);
  }
  await cache.put(mark(part), new Response(""));
}

/** Say whether a part of any version is here and whole. */
export async function isWhole(part) {
  const marks = await Promise.all((await shells()).map(async (cache) => cache.match(mark(part))));
  return marks.some(Boolean);
}

/**
 * Return the caches to look in, the best first: those that are whole, and among them one's own.
 *
 * @param {string} version one's own
 */
export async function inOrder(version) {
  const own = cacheName(version);
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX)).reverse();
  const ranked = await Promise.all(
    names.map(async (name) => {
      const cache = await caches.open(name);
      const whole = (await cache.match(mark("walk"))) ? 0 : 2;
      return { cache, rank: whole + (name === own ? 0 : 1) };
    }),
  );
  return ranked.sort((one, other) => one.rank - other.rank).map(({ cache }) => cache);
}

/**
 * Return what is kept under an address, of the best version that has it.
 *
 * @param {string} url
 * @param {string} version one's own
 * @returns {Promise<Response | undefined>}
 */
export async function lookUp(url, version) {
  for (const cache of await inOrder(version)) {
    const found = await cache.match(url, { ignoreSearch: true, ignoreVary: true });
    if (found) return unpacked(found);
  }
  return undefined;
}

/**
 * Return a page packed: each brings its words along, and five languages of it are a fifth of their
 * size then. Scripts are kept as they are, since browsers keep what they have compiled beside them.
 */
async function packed(response) {
  const headers = plainHeaders(response);
  headers.set(PACKED, "gzip");
  const body = await new Response(response.body.pipeThrough(new CompressionStream("gzip"))).blob();
  return new Response(body, { headers });
}

function unpacked(response) {
  if (!response.headers.has(PACKED)) return response;
  const headers = plainHeaders(response);
  headers.delete(PACKED);
  return new Response(response.body.pipeThrough(new DecompressionStream("gzip")), { headers });
}

/** The headers of a response, without those that were only true of it on its way. */
function plainHeaders({ headers }) {
  const plain = new Headers(headers);
  for (const name of ["Content-Encoding", "Content-Length"]) plain.delete(name);
  return plain;
}

/** Let go of all other versions; for when one's own is whole. */
export async function dropOthers(version) {
  const names = await caches.keys();
  const others = names.filter((name) => name.startsWith(PREFIX) && name !== cacheName(version));
  await Promise.all(others.map((name) => caches.delete(name)));
}

/** Let go of what walks need; what says that there is no network stays. */
export async function dropWalk(shell) {
  await dropOthers(shell.version);
  const cache = await caches.open(cacheName(shell.version));
  await cache.delete(mark("walk"));
  await Promise.all(contents(shell, "walk").map(({ url }) => cache.delete(url)));
}

/** Return how many bytes of the site's own files are kept. */
export async function bytesKept() {
  let bytes = 0;
  for (const cache of await shells()) {
    for (const response of await cache.matchAll()) bytes += (await response.blob()).size;
  }
  return bytes;
}

async function shells() {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
  return Promise.all(names.map((name) => caches.open(name)));
}
