/**
 * Send what waits from a page that is about something else, and say there what waits still.
 */

import { counted } from "./report.js";
import { keepSending } from "./sending.js";

/** Go on sending; the screen that follows a walk has no room to speak of it. */
export function sendFromElsewhere() {
  const template = document.querySelector("[data-reports-elsewhere]");
  const main = document.querySelector("main:not(.follow)");
  let notice = null;
  keepSending((reports) => {
    notice?.remove();
    notice = null;
    const numbers = counted(reports);
    if (!template || !main || !(numbers.waiting || numbers.refused)) return;
    notice = template.content.firstElementChild.cloneNode(true);
    for (const [state, number] of Object.entries(numbers)) {
      const part = notice.querySelector(`[data-${state}]`);
      if (!part) continue;
      part.hidden = !number;
      part.querySelector("[data-number]").textContent = String(number);
    }
    main.prepend(notice);
  });
}
