/** The municipality's desk: texts in several languages, hours, positions, what waits here and there. */

import { offerStreet } from "./manage/entrance.js";
import { easeHours } from "./manage/hours.js";
import { addLanguageBar } from "./manage/languages.js";
import { drawMap, lookTheSameWay } from "./manage/map_field.js";
import { drawTasks } from "./manage/tasks_map.js";

const choice = document.getElementById("desk-languages");
const form = document.querySelector("#content-main form:has(.mt)");
if (choice && form) addLanguageBar(form, JSON.parse(choice.textContent));

easeHours(document);

const maps = [...document.querySelectorAll("[data-map-field]")].map(drawMap);
lookTheSameWay(maps);
maps.filter(({ data }) => data.entrance).forEach((map) => offerStreet(map));

const spots = document.getElementById("tasks-spots");
if (spots) drawTasks(document.querySelector("[data-tasks-map]"), JSON.parse(spots.textContent));

/** Send what was observed in the field, if any of it may wait on this machine: whoever is here has signed in. */
function mayObservationsWait() {
  try {
    return localStorage.getItem("observations") !== null;
  } catch {
    return false; // the field itself looks
  }
}

if (mayObservationsWait()) import("./field/sending.js").then(({ outbox }) => outbox.keepSending(undefined, { isImpatient: true }));
