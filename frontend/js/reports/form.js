/**
 * The form of a report: what is written is kept on this phone first, and sent from there.
 */

import { farFromM, whereAmI } from "../map/locate.js";
import { Words } from "../map/words.js";
import { persist } from "../offline/persistence.js";
import { readAll } from "../offline/store.js";
import { smaller } from "./photo.js";
import { lacks, written } from "./report.js";
import { keep, one, send, sendLater } from "./sending.js";

const DIGITS = 6; // a tenth of a metre
const FIELDS = ["kind", "text", "place", "circuit", "stop", "language", "homepage"];

export class ReportForm {
  /**
   * @param {HTMLFormElement} form
   * @param {{texts: object, language: string, bbox: import("../map/geometry.js").Box}} data
   * @param {() => void} changed called when there is another report on this phone
   */
  constructor(form, { texts, language, bbox }, changed) {
    Object.assign(this, { form, language, bbox, changed });
    this.words = new Words(texts, language);
    this.photo = null;
    this.where = {};
    this.instead = null;
  }

  part(name) {
    return document.querySelector(`[data-report-${name}]`);
  }

  field(name) {
    return this.form.elements.namedItem(name);
  }

  async start() {
    const asked = new URLSearchParams(location.search);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.field("photo").addEventListener("change", () => this.choosePhoto());
    this.part("no-photo").addEventListener("click", () => this.showPhoto(null));
    this.part("here").hidden = !("geolocation" in navigator);
    this.part("here-choice").addEventListener("change", ({ target }) => this.locate(target.checked));
    this.offerWayBack();
    const changing = asked.get("change") && (await one(asked.get("change")));
    if (changing) await this.change(changing);
    else await this.begin(asked);
    this.form.dataset.ready = "";
  }

  /** Begin with what the address says; the page that a phone keeps does not know it. */
  async begin(asked) {
    await this.choosePlace(asked.get("place") ?? "");
    for (const name of ["circuit", "stop"]) this.field(name).value ||= asked.get(name) ?? "";
  }

  /** Choose a place, also one that is not listed; its name is found in the circuits on this phone. */
  async choosePlace(slug, label = "") {
    const select = this.field("place");
    if (!slug || select.value) return;
    if (![...select.options].some(({ value }) => value === slug)) {
      select.append(new Option(label || (await this.nameOf(slug)), slug));
    }
    select.value = slug;
  }

  async nameOf(slug) {
    const circuits = await readAll("circuits").catch(() => []);
    const found = circuits.map(({ document: edition }) => edition.places[slug]).find(Boolean);
    return found?.name[this.language] ?? slug.replaceAll("-", " ");
  }

  /** Let a report that lies here be written anew. @param {import("./report.js").Report} report */
  async change({ id, state, told, label, photo, errors = [] }) {
    if (state === "sent") return;
    this.instead = id;
    await this.choosePlace(told.place, label);
    this.field("kind").value = told.kind;
    for (const name of ["text", "circuit", "stop"]) this.field(name).value = told[name] ?? "";
    const { longitude, latitude, accuracy_m: accuracyM } = told;
    if (longitude) {
      this.where = { longitude, latitude, accuracy_m: accuracyM };
      this.part("here-choice").checked = true;
    }
    this.showPhoto(photo);
    for (const { field, detail } of errors) this.complain(field, detail);
  }

  async choosePhoto() {
    const [file] = this.field("photo").files;
    this.complain("photo", "");
    if (!file) return;
    try {
      this.showPhoto(await smaller(file));
    } catch {
      this.showPhoto(null);
      this.complain("photo", this.words.say("bad_photo"));
    }
  }

  showPhoto(photo) {
    this.photo = photo;
    const preview = this.part("preview");
    const image = preview.querySelector("img");
    URL.revokeObjectURL(image.src);
    if (photo) image.src = URL.createObjectURL(new Blob([photo.bytes], { type: photo.type }));
    else this.field("photo").value = "";
    preview.hidden = !photo;
  }

  async locate(isWanted) {
    const said = this.part("here-said");
    this.where = {};
    if (!isWanted) {
      said.textContent = "";
      return;
    }
    said.textContent = this.words.say("locating");
    try {
      const { position, accuracyM } = await whereAmI();
      if (farFromM(position, this.bbox) !== null) throw new Error("not_in_town");
      if (!this.part("here-choice").checked) return; // they changed their mind
      const [longitude, latitude] = position.map((degrees) => degrees.toFixed(DIGITS));
      this.where = { longitude, latitude, accuracy_m: accuracyM.toFixed(0) };
      said.textContent = this.words.say("here", { distance: this.words.length(accuracyM) });
    } catch (error) {
      this.part("here-choice").checked = false;
      said.textContent = this.words.say(error.message);
    }
  }

  async submit() {
    const told = Object.fromEntries(FIELDS.map((name) => [name, this.field(name).value]));
    Object.assign(told, this.where, { made_at: new Date().toISOString() });
    const missing = lacks(told);
    for (const name of ["kind", "text", "place", "photo"]) {
      this.complain(name, missing[name] ? this.words.say(missing[name]) : "");
    }
    if (Object.keys(missing).length) {
      this.form.querySelector(`[data-field="${Object.keys(missing)[0]}"] :is(input, select, textarea)`).focus();
      return;
    }
    const { selectedOptions } = this.field("place");
    const label = told.place ? selectedOptions[0].textContent : "";
    const report = written(crypto.randomUUID(), told, { label, photo: this.photo });
    try {
      await keep(report, this.instead);
    } catch {
      this.complain("photo", this.words.say("no_room"));
      return;
    }
    await this.thank(report.id);
  }

  async thank(id) {
    const result = this.part("result");
    this.form.hidden = true;
    this.part("done").hidden = false;
    result.textContent = this.words.say("sending");
    this.part("done").focus();
    await send().catch(() => {});
    const state = (await one(id))?.state ?? "waiting";
    result.textContent = this.words.say(`thanks_${state}`);
    this.part("done").dataset.state = state;
    this.changed();
    if (state !== "waiting") return;
    sendLater();
    persist(); // so that a browser short of room does not clear it
  }

  /** Show what is to be mended in a field; nothing where there is no sentence. */
  complain(name, sentence) {
    const field = this.form.querySelector(`[data-field="${name}"]`);
    if (!field) return;
    field.querySelector("[data-error]").textContent = sentence;
    const control = field.querySelector("select, textarea, input[type=file]");
    if (control) control.ariaInvalid = sentence ? "true" : null;
  }

  offerWayBack() {
    const { referrer } = document;
    const here = location.origin + location.pathname;
    if (!referrer.startsWith(`${location.origin}/`) || referrer.startsWith(here)) return;
    this.part("back").href = referrer;
    this.part("back").hidden = false;
  }
}
