/** A circuit's page: take it along. */

import { readData } from "./offline/dom.js";
import { Panel } from "./offline/panel.js";

for (const element of document.querySelectorAll("[data-take]")) {
  new Panel(element, readData(element)).start();
}
