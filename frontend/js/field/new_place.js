/** Make a new place where one stands. */

import { distanceM } from "../map/geometry.js";
import { PhotoField, complain } from "./fields.js";
import { Measuring } from "./measuring.js";
import { nameOf } from "./places.js";

const NEAR_M = 60; // perhaps it is there already

export class NewPlace {
  /** @param {import("./page.js").FieldPage} page */
  constructor(page) {
    this.page = page;
    this.words = page.words;
    this.form = page.part("new");
    const element = page.part("new-measuring");
    element.append(page.part("measuring-template").content.cloneNode(true));
    this.measuring = new Measuring(element.firstElementChild, { words: page.words, bbox: page.data.bbox });
    this.measuring.element.addEventListener("measured", () => this.nameNeighbours());
    this.photo = new PhotoField(this.form, page.words);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
  }

  /** Another view is opened: what is typed stays, what has been measured by then too. */
  leave() {
    this.measuring.stop();
    this.page.part("new-kept").hidden = true;
  }

  /** Offer the places that it may lie in. */
  show() {
    const select = this.form.elements.namedItem("inside");
    const { language, places } = this.page;
    const options = places.map((place) => [place.slug, nameOf(place, language)]);
    options.sort(([, one], [, other]) => one.localeCompare(other, language));
    const chosen = select.value;
    select.replaceChildren(new Option(this.words.say("choose_place"), ""), ...options.map(([slug, name]) => new Option(name, slug)));
    select.value = chosen;
  }

  /** Say what is on the map near by, so that nothing is made twice. */
  nameNeighbours() {
    const { position } = this.measuring.mean;
    const { language, places } = this.page;
    const near = places.filter(({ point }) => point && distanceM(point, position) < NEAR_M);
    const names = near.map((place) => nameOf(place, language)).join(" · ");
    this.page.part("new-near").textContent = names ? this.words.say("near_already", { names }) : "";
  }

  async submit() {
    const told = Object.fromEntries(
      [...new FormData(this.form)].filter(([name]) => name !== "photo").map(([name, value]) => [name, value.trim()]),
    );
    const names = this.page.data.languages.map((code) => [code, told[`name_${code}`]]).filter(([, name]) => name);
    const missing = {
      ...(!names.length && { [`name_${this.page.data.languages[0]}`]: this.words.say("no_name") }),
      ...(!told.category && { category: this.words.say("no_category") }),
      ...(!this.measuring.isGood && { longitude: this.words.say("no_position") }),
      ...(!this.page.survey && { longitude: this.words.say("nothing_kept") }),
    };
    complain(this.form, missing);
    if (Object.keys(missing).length) return;
    const said = this.page.part("new-kept");
    try {
      const label = nameOf({ name: Object.fromEntries(names) }, this.page.language);
      const officer_name = this.page.survey.officer.name;
      await this.page.keep({ kind: "new", officer_name, ...told, ...this.measuring.told }, { label, photo: this.photo.photo });
      this.form.reset();
      this.photo.show(null);
      this.measuring.clear();
      this.page.part("new-near").textContent = "";
      said.textContent = this.words.say("kept");
    } catch {
      said.textContent = this.words.say("no_room");
    }
    said.hidden = false;
    said.scrollIntoView({ block: "center" });
  }
}
