/**
 * Which requests the service worker has a say in.
 *
 * @typedef {object} Route
 * @property {"circuit" | "follow" | "kept" | "privacy" | "report" | "field" | "offline" | "page" | "static" | "image" | "basemap" | "none"} kind
 * @property {string} [language]
 * @property {string} [slug] of a circuit
 * @property {string} [query] of a plan that keeps its times, as those do that are taken along
 */

/** The only page of the desk that works without a network. */
const FIELD = "/manage/field/";
/** What belongs to programs and to the municipality is none of ours. */
const OTHERS = /^\/(manage|api|ogc|data|media)\//;
const IMAGE = /^\/api\/v1\/editions\/images\/[^/]+$/;
const BASEMAP = /\.pmtiles$/;

/**
 * Say what a request is for.
 *
 * @param {object} request
 * @param {string} request.url
 * @param {string} request.method
 * @param {string} request.mode
 * @param {object} site
 * @param {string} site.origin
 * @param {string[]} site.languages
 * @param {Set<string>} site.files paths of the shell's files
 * @returns {Route}
 */
export function routeOf({ url, method, mode }, { origin, languages, files }) {
  const address = new URL(url);
  const { pathname: path } = address;
  if (method !== "GET") return { kind: "none" };
  if (BASEMAP.test(path)) return { kind: "basemap" };
  if (address.origin !== origin) return { kind: "none" };
  if (IMAGE.test(path)) return { kind: "image" };
  if (path === FIELD && mode === "navigate") return { kind: "field" };
  if (OTHERS.test(path)) return { kind: "none" };
  if (mode === "navigate") return pageOf(address, languages);
  return { kind: files.has(path) ? "static" : "none" };
}

/** Say which page an address is of. */
function pageOf({ pathname, search, searchParams }, languages) {
  const [, language, section, slug, rest, end] = pathname.split("/");
  if (!languages.includes(language)) return { kind: "page" };
  if (section === "plan" && searchParams.has("times")) {
    const kind = { "": "circuit", follow: rest === "" ? "follow" : undefined }[slug];
    return kind ? { kind, language, query: search.slice(1) } : { kind: "page", language };
  }
  if (["kept", "privacy", "report"].includes(section) && slug === "") return { kind: section, language };
  if (section !== "circuits" || !slug || end) return { kind: "page", language };
  if (rest === "") return { kind: "circuit", language, slug };
  return rest === "follow" ? { kind: "follow", language, slug } : { kind: "page", language };
}
