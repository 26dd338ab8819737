/**
 * A circuit that is read from the phone: the page is the same for all circuits, and is filled with the
 * one that its address names.
 */

import { drawFrame } from "./map/frame.js";
import { Words } from "./map/words.js";
import { isPlan, planOf, withoutTimes } from "./offline/addresses.js";
import { readData } from "./offline/dom.js";
import { openEdition } from "./offline/editions.js";
import { refresh } from "./offline/freshness.js";
import { Reading } from "./offline/reading.js";

const page = document.querySelector("[data-read]");
const data = readData(page);
const { language, texts, drawings, scenes, circuits } = data;
const words = new Words(texts, language);
const query = location.search.slice(1); // all there is of a plan
const PATIENCE_MS = 3000;

/** Return what is kept that the address names, a circuit or a plan. */
async function slugHere() {
  const [, slug] = /\/circuits\/([^/]+)\//.exec(location.pathname) ?? [];
  if (slug) return slug;
  return /\/plan\/$/.test(location.pathname) ? planOf(query) : undefined;
}

/** Let the languages of the page's head and foot lead to this circuit, not to the empty page. */
function leadLanguages() {
  for (const link of document.querySelectorAll("a[hreflang]")) {
    link.href = location.pathname.replace(/^\/[^/]+/, `/${link.hreflang}`) + location.search;
  }
}

/** Show where a plan is followed, and where it is made another one. */
function leadOn() {
  page.querySelector("[data-read-follow]").href = `follow/${location.search}`;
  const change = page.querySelector("[data-read-change]");
  change.hidden = false;
  change.firstElementChild.href = `?${withoutTimes(query)}`;
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

/** Return what is new of what is kept, as far as this phone knows; null where that cannot be found out. */
async function newsOf(slug, { withdrawn = false }) {
  return withdrawn ? { state: "withdrawn", changes: [] } : refresh(slug, language).catch(console.warn);
}

/** Wait for something, but not for ever. */
function soon(promise) {
  return Promise.race([promise, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
}

async function open() {
  const slug = await slugHere();
  if (!slug) throw new Error("The address names no circuit");
  let edition = await openEdition(slug, query);
  const news = newsOf(slug, edition);
  let changes = [];
  if (isPlan(slug)) {
    // It is read from the phone also where there is a network: what has changed is said first.
    changes = ((await soon(news))?.changes ?? []).map(({ text }) => text);
    edition = await openEdition(slug, query);
  }
  const reading = new Reading(page, edition, { words, language, drawings, scenes, changes });
  reading.show();
  if (isPlan(slug)) leadOn();
  leadLanguages();
  page.querySelector("[data-read-failed]").hidden = true;
  page.querySelector("[data-read-content]").hidden = false;
  page.dataset.shown = "";
  news.then((found) => found?.state === "withdrawn" && reading.tell("withdrawn"));
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
