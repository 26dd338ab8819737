/** The municipality's desk: texts in one language at a time, positions on a map, what waits from the field. */

import { addLanguageBar } from "./manage/languages.js";
import { drawMap, lookTheSameWay } from "./manage/map_field.js";

const choice = document.getElementById("desk-languages");
const form = document.querySelector("#content-main form:has(.mt)");
if (choice && form) addLanguageBar(form, JSON.parse(choice.textContent));

lookTheSameWay([...document.querySelectorAll("[data-map-field]")].map(drawMap));

/** Send what was observed in the field, if any of it may wait on this machine: whoever is here has signed in. */
function mayObservationsWait() {
  try {
    return localStorage.getItem("observations") !== null;
  } catch {
    return false; // the field itself looks
  }
}

if (mayObservationsWait()) import("./field/sending.js").then(({ outbox }) => outbox.keepSending(undefined, { isImpatient: true }));
