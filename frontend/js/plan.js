/**
 * What makes the form of a plan easier on a phone: words for the sliders, "where I am", a day that
 * is not among the next seven, and what one does with the circuit that was found.
 */

import { whereAmI } from "./map/locate.js";

const DIGITS = 5; // about a metre

for (const form of document.querySelectorAll("[data-plan-form]")) {
  const levels = [...form.querySelector("[data-levels]").content.children].map((each) => each.textContent);
  for (const slider of form.querySelectorAll("[data-slider]")) tell(slider, levels);
  offerHere(form);
  offerOtherDay(form);
  const button = form.querySelector("[data-busy]");
  form.addEventListener("submit", () => {
    button.textContent = button.dataset.busy;
    button.setAttribute("aria-disabled", "true");
  });
}

/** Say the level of a slider in words, to the eye and to a screen reader. */
function tell(slider, levels) {
  const output = slider.parentElement.querySelector("[data-level]");
  const say = () => {
    output.textContent = levels[slider.value];
    slider.setAttribute("aria-valuetext", levels[slider.value]);
  };
  output.hidden = false;
  slider.addEventListener("input", say);
  say();
}

/** Offer to start where the phone is; where it does not say, the places stay. */
function offerHere(form) {
  const button = form.querySelector("[data-here]");
  const said = form.querySelector("[data-here-said]");
  const select = form.querySelector("[data-origin]");
  if (!("geolocation" in navigator)) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    said.textContent = said.dataset.looking;
    try {
      const { position } = await whereAmI();
      const value = position.map((degrees) => degrees.toFixed(DIGITS)).join(",");
      select.prepend(new Option(button.dataset.hereLabel, value, true, true));
      said.textContent = "";
    } catch {
      said.textContent = said.dataset.refused;
    }
  });
}

/** Show the field for any other day only to who asks for it. */
function offerOtherDay(form) {
  const other = form.querySelector("[data-other-day]");
  const field = form.querySelector("input[type=date]");
  const show = () => {
    field.parentElement.hidden = !other.checked;
  };
  for (const day of form.querySelectorAll("input[type=radio][name=date]")) day.addEventListener("change", show);
  show();
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = button.dataset.copied;
    });
  }
}

// Whoever comes back by the browser's button finds a form that can be sent.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
