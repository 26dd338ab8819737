/**
 * The form of filters: read, written and followed.
 */

import { NO_FILTERS, countFilters } from "./address.js";

export class FilterForm {
  /**
   * @param {HTMLElement} element the fold that holds the form
   * @param {(filters: import("./address.js").Filters) => void} changed
   */
  constructor(element, changed) {
    this.element = element;
    this.form = element.querySelector("form");
    this.day = this.form.elements.open_on;
    this.now = this.form.elements.open;
    element.open = false; // without scripts it is open where it filters; here it would hide the map
    this.now.closest("[hidden]").hidden = false;
    element.querySelector("[data-without-script]").hidden = true;
    this.form.addEventListener("change", ({ target }) => {
      if (target === this.now && this.now.checked) this.day.value = "";
      if (target === this.day && this.day.value) this.now.checked = false;
      this._count();
      changed(this.filters);
    });
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      element.open = false;
    });
    element.querySelector("[data-filter-reset]").addEventListener("click", (event) => {
      event.preventDefault();
      this.filters = NO_FILTERS;
      changed(NO_FILTERS);
    });
    element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      element.open = false;
      element.querySelector("summary").focus();
    });
  }

  /** @returns {import("./address.js").Filters} */
  get filters() {
    const data = new FormData(this.form);
    return {
      categories: data.getAll("category"),
      craft: data.get("craft") ?? "",
      open: data.get("open") ?? data.get("open_on") ?? "",
    };
  }

  set filters({ categories, craft, open }) {
    for (const box of this.form.querySelectorAll('[name="category"]')) {
      box.checked = categories.includes(box.value);
    }
    if (this.form.elements.craft) this.form.elements.craft.value = craft;
    this.now.checked = open === "now";
    this.day.value = open === "now" ? "" : open;
    this._count();
  }

  _count() {
    const count = countFilters(this.filters);
    const badge = this.element.querySelector("[data-filter-count]");
    badge.textContent = count;
    badge.hidden = count === 0;
  }
}
