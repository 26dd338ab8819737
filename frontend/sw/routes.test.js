import assert from "node:assert/strict";
import { test } from "node:test";

import { routeOf } from "./routes.js";

const SITE = { origin: "https://town.example", languages: ["ar", "fr"], files: new Set(["/static/site.1.js"]) };
const route = (path, { method = "GET", mode = "navigate" } = {}) =>
  routeOf({ url: new URL(path, SITE.origin).href, method, mode }, SITE);

test("a circuit and the page to follow it on are known by their addresses", () => {
  assert.deepEqual(route("/fr/circuits/souks/"), { kind: "circuit", language: "fr", slug: "souks" });
  assert.deepEqual(route("/ar/circuits/souks/follow/?at=2"), { kind: "follow", language: "ar", slug: "souks" });
  assert.deepEqual(route("/fr/circuits/"), { kind: "page", language: "fr" });
  assert.deepEqual(route("/fr/circuits/souks/map.svg"), { kind: "page", language: "fr" });
});

test("so are those of a plan that is taken along, whose address is all there is of it", () => {
  const query = "date=2026-11-28&stops=souk&times=09:00-09:45";
  assert.deepEqual(route(`/fr/plan/?${query}`), { kind: "circuit", language: "fr", query });
  assert.deepEqual(route(`/ar/plan/follow/?${query}#stop-1`), { kind: "follow", language: "ar", query });
  assert.deepEqual(route(`/fr/plan/map.svg?${query}`), { kind: "page", language: "fr" });
  assert.deepEqual(route("/fr/plan/?date=2026-11-28&stops=souk"), { kind: "page", language: "fr" });
  assert.deepEqual(route("/fr/plan/"), { kind: "page", language: "fr" });
});

test("other pages have a language, or none", () => {
  assert.deepEqual(route("/ar/kept/"), { kind: "kept", language: "ar" });
  assert.deepEqual(route("/ar/privacy/#walks"), { kind: "privacy", language: "ar" });
  assert.deepEqual(route("/ar/report/?place=souk"), { kind: "report", language: "ar" });
  assert.deepEqual(route("/ar/report/3f0e/"), { kind: "page", language: "ar" });
  assert.deepEqual(route("/ar/places/souk/"), { kind: "page", language: "ar" });
  assert.deepEqual(route("/"), { kind: "page" });
});

test("the desk, programs, what is sent and other sites are left alone", () => {
  for (const path of ["/manage/", "/api/v1/circuits/souks.geojson", "/media/a.jpg", "https://elsewhere.example/fr/"]) {
    assert.equal(route(path).kind, "none", path);
  }
  assert.equal(route("/fr/plan/", { method: "POST" }).kind, "none");
  assert.equal(route("/api/v1/editions/images/a-480.webp", { method: "POST" }).kind, "none");
});

test("of the desk the field alone works without a network, and what it asks for is asked of the site", () => {
  assert.equal(route("/manage/field/").kind, "field");
  for (const path of ["/manage/field/who/", "/manage/field/places/"]) assert.equal(route(path, { mode: "cors" }).kind, "none");
  assert.equal(route("/manage/geodata/place/").kind, "none");
});

test("files are answered for where they are kept: also a basemap that lies elsewhere", () => {
  const file = { mode: "cors" };
  assert.equal(route("/static/site.1.js", file).kind, "static");
  assert.equal(route("/static/other.js", file).kind, "none");
  assert.equal(route("/api/v1/editions/images/a-480.webp", file).kind, "image");
  assert.equal(route("/basemap/1.pmtiles", file).kind, "basemap");
  assert.equal(route("https://store.example/1.pmtiles", file).kind, "basemap");
});
