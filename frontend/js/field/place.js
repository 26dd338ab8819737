/** The field's page of one place: measure it, confirm it, note something. */

import { make } from "../offline/dom.js";
import { PhotoField, complain } from "./fields.js";
import { Measuring } from "./measuring.js";
import { nameOf, stateOf } from "./places.js";

export class PlaceView {
  /** @param {import("./page.js").FieldPage} page */
  constructor(page) {
    this.page = page;
    this.words = page.words;
    this.slug = null;
    const template = page.part("measuring-template");
    this.part("place-measuring").append(template.content.cloneNode(true));
    this.measuring = new Measuring(this.part("place-measuring").firstElementChild, { words: page.words, bbox: page.data.bbox });
    this.measuring.element.addEventListener("measured", () => this.offer());
    this.form = this.part("note");
    this.photo = new PhotoField(this.form, page.words);
    for (const button of page.view("place").querySelectorAll("[data-observe]")) {
      button.addEventListener("click", () => this.observe(button.dataset.observe));
    }
    this.measuring.part("stop").addEventListener("click", () => this.offer());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.note();
    });
  }

  part(name) {
    return this.page.part(name);
  }

  get place() {
    return this.page.places.find(({ slug }) => slug === this.slug) ?? null;
  }

  /** @param {import("./places.js").Place | null} place */
  open(place) {
    if (!place) return this.measuring.stop(); // what was measured stays, and what was typed
    if (place.slug === this.slug) return;
    this.slug = place.slug;
    this.measuring.at(place.point);
    this.form.reset();
    this.photo.show(null);
    complain(this.form, {});
    this.part("place-kept").hidden = true;
    this.offer();
  }

  show() {
    const { place, words } = this;
    if (!place) return;
    const { language, data, places } = this.page;
    const area = places.find(({ slug }) => slug === place.inside);
    const within = place.quality === "approximate" && place.accuracy_m ? `, ${words.say("within", { distance: words.length(place.accuracy_m) })}` : "";
    const facts = [
      data.categories[place.category],
      area ? words.say("inside", { place: nameOf(area, language) }) : null,
      words.say(`quality_${place.quality}`) + within,
      place.checked_on ? words.say("checked", { date: this.page.dateOf(place.checked_on) }) : words.say("never_checked"),
      place.is_public ? null : words.say("not_public"),
    ];
    this.part("place-name").textContent = nameOf(place, language);
    this.part("place-facts").replaceChildren(...facts.filter(Boolean).map((fact) => make("li", { dir: "auto" }, fact)));
    this.part("place-outline").hidden = !place.outline;
    this.offer();
  }

  /** Offer what the measured position may become. */
  offer() {
    const { place } = this;
    this.part("place-set").hidden = !this.measuring.isGood;
    if (!place) return;
    this.page.view("place").querySelector("[data-observe=position]").hidden = Boolean(place.outline);
    this.page.view("place").querySelector("[data-observe=entrance]").hidden = stateOf(place) === "unlocated";
  }

  async observe(kind) {
    const measured = kind === "confirmation" ? {} : this.measuring.told;
    if (!(await this.keep({ kind, ...measured }, null))) return;
    this.measuring.at(this.place?.point ?? null);
    this.offer();
  }

  async note() {
    const note = this.form.elements.namedItem("note").value.trim();
    if (!note && !this.photo.photo) {
      complain(this.form, { note: this.words.say("no_note") });
      return;
    }
    if (!(await this.keep({ kind: "note", note }, this.photo.photo))) return;
    this.form.reset();
    this.photo.show(null);
    complain(this.form, {});
  }

  /** Keep it on this phone, and say so. */
  async keep(told, photo) {
    const { place } = this;
    const said = this.part("place-kept");
    try {
      await this.page.keep(
        { place: place.slug, known: JSON.stringify(place.known), officer_name: this.page.survey.officer.name, ...told },
        { label: nameOf(place, this.page.language), photo },
      );
      said.textContent = this.words.say("kept");
      return true;
    } catch {
      said.textContent = this.words.say("no_room");
      return false;
    } finally {
      said.hidden = false;
      said.scrollIntoView({ block: "center" });
    }
  }
}
