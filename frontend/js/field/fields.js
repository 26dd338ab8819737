/** The fields of a form in the field: what is to be mended, and the photo made small. */

import { smaller } from "../reports/photo.js";

/** Show what is to be mended in fields; nothing where there is no sentence. */
export function complain(form, sentences) {
  for (const field of form.querySelectorAll("[data-field-of]")) {
    const sentence = sentences[field.dataset.fieldOf] ?? "";
    field.querySelector("[data-error]").textContent = sentence;
    const control = field.querySelector("input, select, textarea");
    if (control) control.ariaInvalid = sentence ? "true" : null;
  }
  const [first] = Object.keys(sentences);
  if (first) form.querySelector(`[data-field-of="${first}"] :is(input, select, textarea, button)`)?.focus();
}

export class PhotoField {
  /**
   * @param {HTMLFormElement} form
   * @param {import("../map/words.js").Words} words
   */
  constructor(form, words) {
    Object.assign(this, { form, words });
    this.input = form.elements.namedItem("photo");
    this.image = form.querySelector(".field-photo");
    this.input.addEventListener("change", () => this.choose());
    this.photo = null;
  }

  async choose() {
    const [file] = this.input.files;
    complain(this.form, {});
    if (!file) return;
    try {
      this.show(await smaller(file));
    } catch {
      this.show(null);
      complain(this.form, { photo: this.words.say("bad_photo") });
    }
  }

  show(photo) {
    this.photo = photo;
    URL.revokeObjectURL(this.image.src);
    this.image.hidden = !photo;
    if (photo) this.image.src = URL.createObjectURL(new Blob([photo.bytes], { type: photo.type }));
    else this.input.value = "";
  }
}
