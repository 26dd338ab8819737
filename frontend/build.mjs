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

/**
 * What a phone keeps of the site, by names in static/: `core` to say that there is no network and to
 * write reports, `walk` to open the circuits that it has taken along, and `field` to survey places.
 */
const SHELL = {
  core: { scripts: ["site", "kept", "report"], files: ["site.css", "favicon.svg"], folders: ["fonts"] },
  walk: {
    scripts: ["kept_circuit", "follow", "privacy"],
    files: ["map.css", "follow.css", "illustrations.svg", "maplibre-gl-worker.mjs"],
    folders: ["scenes"],
  },
  field: { scripts: ["field"], files: ["field.css"], folders: [] },
};

const BROWSERS = ["chrome111", "firefox114", "safari16.4"];

/** Return the entry points there are among the expected ones, by the name they are served under. */
async function entryPoints() {
  const scripts = (await readdir(path.join(HERE, "js")))
    .filter((name) => name.endsWith(".js") && !name.endsWith(".test.js"))
    .map((name) => [path.parse(name).name, path.join(HERE, "js", name)]);
  const styles = ["site", "map", "follow", "manage", "field", "unavailable"]
    .map((name) => [name, path.join(HERE, "css", `${name}.css`)])
    .filter(([, file]) => existsSync(file));
  return { scripts: Object.fromEntries(scripts), styles: Object.fromEntries(styles) };
}

/** Write ornaments into the styles that show them: they are small, and are there without a network. */
const ornaments = {
  name: "ornaments",
  setup({ onResolve, onLoad }) {
    const namespace = "ornament";
    onResolve({ filter: /^\.\/ornament\// }, ({ path: address }) => ({
      path: path.join(ILLUSTRATIONS, address),
      namespace,
    }));
    onLoad({ filter: /./, namespace }, async ({ path: file }) => ({
      contents: inFixedColours(await readFile(file, "utf8")),
      loader: "dataurl",
    }));
  },
};

/**
 * Bundle scripts and styles; return esbuild's account of which script imports which.
 *
 * @returns {Promise<import("esbuild").Metafile>}
 */
async function bundle() {
  const { scripts, styles } = await entryPoints();
  const shared = { bundle: true, minify: true, outdir: STATIC, target: BROWSERS, logLevel: "warning" };
  await rm(path.join(STATIC, "chunks"), { recursive: true, force: true });
  const [{ metafile }] = await Promise.all([
    build({
      ...shared,
      entryPoints: scripts,
      format: "esm",
      splitting: true,
      chunkNames: "chunks/[name]-[hash]",
      legalComments: "none",
      metafile: true,
    }),
    build({ ...shared, entryPoints: { sw: path.join(HERE, "sw", "worker.js") }, format: "iife" }),
    build({
      ...shared,
      entryPoints: styles,
      external: ["./fonts/*"],
      plugins: [ornaments],
      banner: { css: FACES.map(rule).join("\n") },
    }),
  ]);
  if (scripts.map) {
    const worker = "maplibre-gl-worker.mjs"; // sought by MapLibre beside the script it runs in
    await copyFile(path.join(MODULES, "maplibre-gl/dist", worker), path.join(STATIC, worker));
  }
  return metafile;
}

/**
 * Tell the server what phones are to keep of what was built, and the colours of the app's frame:
 * heritage_map/app_shell.py reads it.
 *
 * @param {import("esbuild").Metafile} metafile
 */
async function describe(metafile) {
  const parts = await Promise.all(Object.entries(SHELL).map(async ([part, { scripts, files, folders }]) => {
    const found = [...files, ...scriptsOf(metafile, scripts)];
    for (const folder of folders) {
      const names = (await readdir(path.join(STATIC, folder))).sort();
      found.push(...names.map((name) => `${folder}/${name}`));
    }
    return [part, found];
  }));
  const shell = Object.fromEntries(parts);
  for (const part of ["walk", "field"]) shell[part] = shell[part].filter((name) => !shell.core.includes(name));
  const tokens = await readFile(path.join(HERE, "css", "tokens.css"), "utf8");
  const colour = (token) => tokens.match(new RegExp(`--${token}:\\s*(#[0-9a-f]{6});`))[1];
  const colours = { theme: colour("band"), background: colour("paper") };
  await writeFile(path.join(STATIC, "app.json"), JSON.stringify({ colours, shell }));
}

/** Return the names in static/ of some entry points that there are, and of all that they may import. */
function scriptsOf({ outputs }, entries) {
  const nameOf = (output) => path.relative(STATIC, path.resolve(output));
  const byName = new Map(Object.entries(outputs).map(([output, about]) => [nameOf(output), about]));
  const found = new Set();
  const add = (name) => {
    if (found.has(name) || !byName.has(name)) return;
    found.add(name);
    byName.get(name).imports.filter(({ external }) => !external).forEach((one) => add(nameOf(one.path)));
  };
  entries.forEach((entry) => add(`${entry}.js`));
  return [...found];
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
  for (const width of [192, 512]) await writePng(`icon-maskable-${width}.png`, maskable(favicon), width);
  const scene = await readFile(path.join(ILLUSTRATIONS, "scenes", "home.svg"), "utf8");
  const border = await readFile(path.join(ILLUSTRATIONS, "ornament", "border.svg"), "utf8");
  await writePng("og-default.png", inFixedColours(shareCard(scene, border)), 1200);
}

/**
 * Return the icon for phones that cut icons to a shape of their own: the ground reaches every edge,
 * and the drawing stays in the middle four fifths, which all shapes leave whole.
 */
function maskable(favicon) {
  const ground = favicon.match(/<rect[^>]*fill="(#[0-9a-f]{6})"[^>]*>/)[1];
  const drawing = favicon.replace("<svg", '<svg x="9" y="9" width="46" height="46"');
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">` +
    `<rect width="64" height="64" fill="${ground}"/>${drawing}</svg>`
  );
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
  copyDrawings("scenes", "scenes"),
  makeSprite(),
  drawIcons(),
]);
await describe(await bundle());
