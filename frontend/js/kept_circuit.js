/**
 * A circuit that is read from the phone: the page is the same for all circuits, and is filled with the
 * one that its address names.
 */

import { drawFrame } from "./map/frame.js";
import { Words } from "./map/words.js";
import { readData } from "./offline/dom.js";
import { openEdition } from "./offline/editions.js";
import { refresh } from "./offline/freshness.js";
import { Reading } from "./offline/reading.js";

const page = document.querySelector("[data-read]");
const data = readData(page);
const { language, texts, drawings, circuits } = data;
const words = new Words(texts, language);
const [, slug] = /\/circuits\/([^/]+)\//.exec(location.pathname) ?? [];

/** Let the languages of the page's head and foot lead to this circuit, not to the empty page. */
function leadLanguages() {
  for (const link of document.querySelectorAll("a[hreflang]")) {
    link.href = location.pathname.replace(/^\/[^/]+/, `/${link.hreflang}`);
  }
}

/** Return what a map needs to know of a basemap, which the file itself tells. */
async function readBasemap(pointer) {
  if (!pointer.basemap) return null;
  const { PMTiles } = await import("pmtiles");
  const { url } = pointer.basemap;
  const { minZoom, maxZoom, minLon, minLat, maxLon, maxLat } = await new PMTiles(
    new URL(url, location.href).href,
  ).getHeader();
  return { url, minzoom: minZoom, maxzoom: maxZoom, bounds: [minLon, minLat, maxLon, maxLat] };
}

/** Say whether the site has the circuit no more, as far as this phone knows. */
async function isWithdrawn({ withdrawn = false }) {
  const news = withdrawn ? null : await refresh(slug, language).catch(console.warn);
  return withdrawn || news?.state === "withdrawn";
}

async function open() {
  if (!slug) throw new Error("The address names no circuit");
  const edition = await openEdition(slug);
  const reading = new Reading(page, edition, { words, language, drawings });
  reading.show();
  leadLanguages();
  page.querySelector("[data-read-failed]").hidden = true;
  page.querySelector("[data-read-content]").hidden = false;
  page.dataset.shown = "";
  isWithdrawn(edition).then((withdrawn) => withdrawn && reading.tell("withdrawn"));
  if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
  const basemap = await readBasemap(edition.pointer).catch(() => null);
  const map = page.querySelector("[data-map]");
  const way = await drawFrame(map, { features: reading.features, basemap });
  reading.onStops = () => way?.listenTo(reading.part("stops"), map); // another day writes them anew
}

open().catch((error) => {
  console.warn(error);
  page.querySelector("[data-read-failed]").hidden = false;
  page.querySelector("[data-read-failed] p").textContent = words.say("not_here");
  page.querySelector("[data-read-failed] a").href = circuits;
});
