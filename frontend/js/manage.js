/** The municipality's desk: texts in one language at a time, positions on a map. */

import { addLanguageBar } from "./manage/languages.js";
import { drawMap, lookTheSameWay } from "./manage/map_field.js";

const choice = document.getElementById("desk-languages");
const form = document.querySelector("#content-main form:has(.mt)");
if (choice && form) addLanguageBar(form, JSON.parse(choice.textContent));

lookTheSameWay([...document.querySelectorAll("[data-map-field]")].map(drawMap));
