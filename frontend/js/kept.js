/**
 * The page of what is on this phone, which also stands in for pages that cannot be had without a
 * network.
 */

import { readData } from "./offline/dom.js";
import { List } from "./offline/list.js";
import { canKeep } from "./offline/registration.js";
import { ReportList } from "./reports/list.js";

for (const element of document.querySelectorAll("[data-kept]")) {
  new List(element, readData(element)).start();
}
for (const element of canKeep() ? document.querySelectorAll("[data-reports]") : []) {
  new ReportList(element, readData(element)).start().catch(console.warn);
}
for (const button of document.querySelectorAll("[data-try-again]")) {
  button.hidden = false;
  button.addEventListener("click", () => location.reload());
}
