/** The municipality's desk: texts in one language at a time, positions and what waits on a map. */

import { addLanguageBar } from "./manage/languages.js";
import { drawMap, lookTheSameWay } from "./manage/map_field.js";
import { drawTasks } from "./manage/tasks_map.js";

const choice = document.getElementById("desk-languages");
const form = document.querySelector("#content-main form:has(.mt)");
if (choice && form) addLanguageBar(form, JSON.parse(choice.textContent));

lookTheSameWay([...document.querySelectorAll("[data-map-field]")].map(drawMap));

const spots = document.getElementById("tasks-spots");
if (spots) drawTasks(document.querySelector("[data-tasks-map]"), JSON.parse(spots.textContent));
