/**
 * Build everything the browser is served: `npm run build` writes ../static/.
 *
 * Names carry no hash: Django's manifest storage adds one and mends the addresses in style sheets,
 * which is why those are relative. Every *.js directly in js/ is an entry point; the folders beside
 * it hold the modules they share.
 */

import { Resvg } from "@resvg/resvg-js";
import { build } from "esbuild";
import { existsSync } from "node:fs";
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import subsetFont from "subset-font";

import { FACES, characters, rule } from "./fonts.mjs";

const HERE = import.meta.dirname;
const STATIC = path.join(HERE, "..", "static");
const ILLUSTRATIONS = path.join(HERE, "illustrations");
const MODULES = path.join(HERE, "node_modules");

/** Folders of drawings that scripts place one by one; scenes and ornaments are used whole. */
const IN_SPRITE = ["crafts", "places", "modes", "motifs", "icons"];

const BROWSERS = ["chrome111", "firefox114", "safari16.4"];

/** Return the entry points there are among the expected ones, by the name they are served under. */
async function entryPoints() {
  const scripts = (await readdir(path.join(HERE, "js")))
    .filter((name) => name.endsWith(".js") && !name.endsWith(".test.js"))
    .map((name) => [path.parse(name).name, path.join(HERE, "js", name)]);
  const styles = ["site", "map", "follow", "manage", "unavailable"]
    .map((name) => [name, path.join(HERE, "css", `${name}.css`)])
    .filter(([, file]) => existsSync(file));
  return { scripts: Object.fromEntries(scripts), styles: Object.fromEntries(styles) };
}

async function bundle() {
  const { scripts, styles } = await entryPoints();
  const shared = { bundle: true, minify: true, outdir: STATIC, target: BROWSERS, logLevel: "warning" };
  await rm(path.join(STATIC, "chunks"), { recursive: true, force: true });
  await Promise.all([
    build({
      ...shared,
      entryPoints: scripts,
      format: "esm",
      splitting: true,
      chunkNames: "chunks/[name]-[hash]",
      legalComments: "none",
    }),
    build({
      ...shared,
      entryPoints: styles,
      external: ["./fonts/*", "./ornament/*"],
      banner: { css: FACES.map(rule).join("\n") },
    }),
  ]);
  if (scripts.map) {
    const worker = "maplibre-gl-worker.mjs"; // sought by MapLibre beside the script it runs in
    await copyFile(path.join(MODULES, "maplibre-gl/dist", worker), path.join(STATIC, worker));
  }
}

async function cutFonts() {
  const folder = path.join(STATIC, "fonts");
  await mkdir(folder, { recursive: true });
  for (const face of FACES) {
    const [min, max] = face.weight.split(" ").map(Number);
    const font = await subsetFont(await readFile(path.join(MODULES, face.source)), characters(face), {
      targetFormat: "woff2",
      ...(max && { variationAxes: { wght: { min, max } } }),
    });
    await writeFile(path.join(folder, `${face.file}.woff2`), font);
  }
}

/** Return a drawing with every `var(--name, fallback)` replaced by its fallback. */
function inFixedColours(svg) {
  return svg.replace(/var\(--[\w-]+,\s*([^)]+)\)/g, "$1");
}

/** Return `[name, text]` of every drawing in a folder of illustrations, by name. */
async function drawings(folder) {
  const directory = path.join(ILLUSTRATIONS, folder);
  const names = (await readdir(directory)).filter((name) => name.endsWith(".svg")).sort();
  return Promise.all(
    names.map(async (name) => [path.parse(name).name, await readFile(path.join(directory, name), "utf8")]),
  );
}

/** Write each drawing of a folder to static/, in its light colours, for what shows it as an image. */
async function copyDrawings(folder, target) {
  await mkdir(path.join(STATIC, target), { recursive: true });
  for (const [name, svg] of await drawings(folder)) {
    await writeFile(path.join(STATIC, target, `${name}.svg`), inFixedColours(svg));
  }
}

/** Write one file of symbols: `<use href="illustrations.svg#places-souk">`. */
async function makeSprite() {
  const symbols = [];
  for (const folder of IN_SPRITE) {
    for (const [name, svg] of await drawings(folder)) {
      const inner = svg.trim().replace(/ xmlns="[^"]*"/, "").replace(/^<svg/, `<symbol id="${folder}-${name}"`);
      symbols.push(inner.replace(/<\/svg>$/, "</symbol>"));
    }
  }
  const sprite = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
  await writeFile(path.join(STATIC, "illustrations.svg"), sprite);
}

async function drawIcons() {
  const brand = path.join(ILLUSTRATIONS, "brand");
  const favicon = await readFile(path.join(brand, "favicon.svg"), "utf8");
  await copyFile(path.join(brand, "favicon.svg"), path.join(STATIC, "favicon.svg"));
  for (const [name, width] of [["apple-touch-icon", 180], ["icon-192", 192], ["icon-512", 512]]) {
    await writePng(`${name}.png`, favicon, width);
  }
  const scene = await readFile(path.join(ILLUSTRATIONS, "scenes", "home.svg"), "utf8");
  const border = await readFile(path.join(ILLUSTRATIONS, "ornament", "border.svg"), "utf8");
  await writePng("og-default.png", inFixedColours(shareCard(scene, border)), 1200);
}

/** Return the picture shown where a page is shared: the home scene over a strip of ornament. */
function shareCard(scene, border) {
  const place = (svg, x, y, width, height) =>
    svg.replace("<svg", `<svg x="${x}" y="${y}" width="${width}" height="${height}"`);
  const tiles = Array.from({ length: 25 }, (_, index) => place(border, index * 48, 600, 48, 30));
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 630">` +
    place(scene, 0, 0, 1200, 600) +
    `${tiles.join("")}</svg>`
  );
}

async function writePng(name, svg, width) {
  const image = new Resvg(svg, { fitTo: { mode: "width", value: width }, font: { loadSystemFonts: false } });
  await writeFile(path.join(STATIC, name), image.render().asPng());
}

await mkdir(STATIC, { recursive: true });
await Promise.all([
  cutFonts(),
  copyDrawings("ornament", "ornament"),
  copyDrawings("crafts", "illustrations"),
  copyDrawings("places", "illustrations"),
  copyDrawings("modes", "illustrations"),
  copyDrawings("motifs", "illustrations"),
  copyDrawings("scenes", "illustrations"),
  makeSprite(),
  drawIcons(),
]);
await bundle();
