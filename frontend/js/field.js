/** The field: survey places on the spot, also without a network. */

import { FieldPage } from "./field/page.js";
import { readData } from "./offline/dom.js";

const page = document.querySelector("[data-field]");
new FieldPage(page, readData(page)).start().catch(console.warn);
