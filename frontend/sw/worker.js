/**
 * The service worker: opens what is kept on this phone where there is no network.
 *
 * The server puts `self.SHELL` before this script: what belongs to this version of the site. A new
 * version waits until no page of the old one is open, so that a walk never changes under way; the old
 * version's cache goes only when the new one is whole. Circuits are in IndexedDB, which no version
 * touches.
 */

import { planOf } from "../js/offline/addresses.js";
import { respond } from "../js/offline/files.js";
import { complete, dropOthers, isWhole, lookUp } from "../js/offline/shell.js";
import { read, readAll } from "../js/offline/store.js";
import * as observations from "../js/field/sending.js";
import { counted } from "../js/reports/report.js";
import * as reports from "../js/reports/sending.js";
import { GONE, networkFirst } from "./patience.js";
import { routeOf } from "./routes.js";

/** @type {import("../js/offline/shell.js").Shell} */
const SHELL = self.SHELL;
const PLACEHOLDER = "kept-circuit"; // where a page that is the same for all circuits needs a slug
const PATIENCE_MS = 3000; // a bar of network that brings nothing in this time is none

const site = {
  origin: location.origin,
  languages: Object.keys(SHELL.pages),
  files: new Set([...SHELL.core, ...SHELL.walk, ...SHELL.field].map(({ url }) => new URL(url, location.href).pathname)),
};

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const route = routeOf(event.request, site);
  const answer = ANSWERS[route.kind];
  if (answer) event.respondWith(answer(event, route));
});
self.addEventListener("sync", (event) => {
  for (const queue of [reports, observations]) {
    if (event.tag === queue.TAG) event.waitUntil(sendAll(queue));
  }
});
self.addEventListener("message", ({ data, ports: [port] }) => {
  if (data === "shell") port.postMessage(SHELL);
});

/** Have all that this version needs; where that fails, the version before stays. */
async function install() {
  await complete(SHELL, "core");
  await completeWhatIsNeeded();
}

/** Have what walks need where one is kept, and what the field needs where its list is. */
async function completeWhatIsNeeded() {
  if (await isAnythingKept()) await complete(SHELL, "walk");
  if (await surveyKept()) await complete(SHELL, "field");
}

/** The list of places that an officer has taken into the field. */
function surveyKept() {
  return read("survey", "list").catch(() => undefined);
}

async function activate() {
  await self.clients.claim();
  await tidy();
}

/** Fetch what was taken in the meantime and needs more, then let go of older versions. */
async function tidy() {
  try {
    await completeWhatIsNeeded();
    await dropOthers(SHELL.version);
  } catch {
    // Without a network. The older versions stay, and serve.
  }
}

async function isAnythingKept() {
  const kept = await Promise.all([readAll("circuits"), readAll("underway")]).catch(() => []);
  return kept.flat().length > 0 || isWhole("walk");
}

/** Send what waits; where some of it still does, the browser asks again in a while. */
async function sendAll(queue) {
  const items = await queue.send({ isImpatient: true });
  if (counted(items).waiting) throw new Error("Some still wait");
}

/** @type {Record<string, (event: FetchEvent, route: import("./routes.js").Route) => Promise<Response>>} */
const ANSWERS = {
  circuit: (event, route) => circuitPage(event, route),
  follow: (event, route) => circuitPage(event, route),
  kept: (event, { language }) => page(event, () => shellPage(language, "kept"), PATIENCE_MS),
  privacy: (event, { language }) => page(event, () => privacyPage(language), PATIENCE_MS),
  report: (event, { language }) => page(event, () => shellPage(language, "report"), PATIENCE_MS),
  field: (event) => fieldPage(event),
  page: (event, { language }) => page(event, () => shellPage(language, "offline"), Infinity),
  static: (event) => file(event.request),
  image: ({ request }) => keptFile(request, new URL(request.url).pathname),
  basemap: ({ request }) => basemap(request),
};

/**
 * The page of a circuit, or the one to follow it on: from the phone only where it is kept. A plan that is
 * kept stays as it was made, and its day passes: the network has no better one.
 */
async function circuitPage(event, { kind, language, slug, query }) {
  const name = slug ?? (await planOf(query));
  const kept = await read("circuits", name).catch(() => undefined);
  if (!kept) return page(event, () => shellPage(language, "offline"), Infinity);
  const own = async () => {
    const found = (await shellPage(language, kind)) ?? (await shellPage(language, "circuit"));
    return found && ofCircuit(found, name, Boolean(query));
  };
  return (query && (await own())) || page(event, own, PATIENCE_MS, GONE);
}

/** The field at the desk: from the phone without a network, in the language it was taken in. */
async function fieldPage(event) {
  const survey = await surveyKept();
  const name = survey ? "field" : "offline";
  return page(event, () => shellPage(survey?.language, name), survey ? PATIENCE_MS : Infinity);
}

/** A page that is the same for all circuits, made that of one. */
async function ofCircuit(response, slug, isPlan) {
  const text = await response.text();
  const whole = isPlan ? text.replaceAll(`circuits/${PLACEHOLDER}`, "plan") : text;
  return new Response(whole.replaceAll(PLACEHOLDER, slug), { headers: response.headers });
}

/** A page from the network, else what stands in for it. */
async function page(event, kept, patienceMs, useless = []) {
  const ask = async () => (await event.preloadResponse) ?? fetch(event.request);
  if (patienceMs !== Infinity) return networkFirst(ask, kept, patienceMs, useless);
  try {
    return await ask();
  } catch (error) {
    const found = await kept();
    if (found) return found;
    throw error;
  }
}

async function shellPage(language = SHELL.default_language, name) {
  const url = SHELL.pages[language]?.[name];
  return url && lookUp(url, SHELL.version);
}

/** The page on privacy, which phones have that have taken something along. */
async function privacyPage(language) {
  return (await shellPage(language, "privacy")) ?? shellPage(language, "offline");
}

/** A file of the shell: its address says what is in it, or else the network is asked first. */
async function file(request) {
  const kept = () => lookUp(request.url, SHELL.version);
  if (SHELL.immutable) return (await kept()) ?? fetch(request);
  return networkFirst(() => fetch(request), kept, PATIENCE_MS);
}

async function keptFile(request, url) {
  const found = await read("files", url).catch(() => undefined);
  return found?.complete ? respond(found, request.headers.get("Range")) : fetch(request);
}

/** The basemap that is asked for; without a network any other that is kept: it is of the same town. */
async function basemap(request) {
  const { href, pathname, origin } = new URL(request.url);
  const url = origin === location.origin ? pathname : href;
  try {
    return await keptFile(request, url);
  } catch (error) {
    const others = (await readAll("files")).filter((one) => one.complete && one.url.endsWith(".pmtiles"));
    if (!others.length) throw error;
    return respond(others.at(-1), request.headers.get("Range"));
  }
}
