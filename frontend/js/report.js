/** The page of reports: write one, also without a network, and see what has become of others. */

import { readData } from "./offline/dom.js";
import { canKeep } from "./offline/registration.js";
import { ReportForm } from "./reports/form.js";
import { ReportList } from "./reports/list.js";

// Where nothing can be kept, as in some private windows, the form is sent as forms are.
if (canKeep()) {
  const queue = document.querySelector("[data-reports]");
  const list = new ReportList(queue, readData(queue));
  list.start().catch(console.warn);
  const form = document.querySelector("[data-report-form]");
  new ReportForm(form, readData(form), () => list.show()).start().catch(console.warn);
}
