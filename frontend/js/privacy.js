/** The page about what is counted: what this phone has counted, and the switch. */

import { make, readData } from "./offline/dom.js";
import { Tallies } from "./visits/tallies.js";

const tallies = new Tallies();

for (const panel of document.querySelectorAll("[data-visits]")) {
  const texts = readData(panel);
  const part = (name) => panel.querySelector(`[data-visits-${name}]`);

  const show = () => {
    const waiting = tallies.isOff ? [] : tallies.waiting();
    const state = tallies.objects ? texts.objects : tallies.isOff ? texts.off : texts.on;
    const rest = tallies.isOff ? "" : waiting.length ? texts.waiting : texts.none;
    part("said").textContent = [state, rest].filter(Boolean).join(" ");
    part("waiting").replaceChildren(...waiting.map(line));
    part("acts").hidden = tallies.objects;
    part("switch").textContent = tallies.isOff ? texts.switch_on : texts.switch_off;
  };

  const line = ({ day, what, subject, language, count }) =>
    make(
      "li",
      {},
      make("time", { datetime: day }, day),
      make("span", {}, texts.whats[what] ?? what),
      make("code", { dir: "ltr" }, `${subject} ${language}`),
      make("strong", {}, String(count)),
    );

  part("switch").addEventListener("click", () => {
    tallies.switchOff(!tallies.isOff);
    show();
  });
  show();
}
