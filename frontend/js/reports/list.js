/**
 * The reports on this phone as a list: what waits, what is to be mended, what was sent.
 */

import { Words } from "../map/words.js";
import { make } from "../offline/dom.js";
import { dateInWords } from "../offline/sizes.js";
import { counted } from "./report.js";
import { all, drop, keepSending, listen, send } from "./sending.js";

const STATES = ["waiting", "refused", "sent"];

export class ReportList {
  /**
   * @param {HTMLElement} element a `[data-reports]`
   * @param {{texts: object, language: string, page: string}} data
   */
  constructor(element, { texts, language, page }) {
    Object.assign(this, { element, language, page });
    this.words = new Words(texts, language);
  }

  part(name) {
    return this.element.querySelector(`[data-reports-${name}]`);
  }

  async start() {
    this.part("send").addEventListener("click", () => this.sendNow());
    listen(() => this.show());
    await this.show();
    keepSending(() => this.show());
  }

  async show() {
    const reports = await all();
    const numbers = counted(reports);
    this.element.hidden = !reports.length;
    const counts = STATES.filter((state) => numbers[state]).map((state) =>
      this.words.say(`${state}_count`, { number: numbers[state] }),
    );
    this.part("count").textContent = counts.join(" · ");
    this.part("send").hidden = !numbers.waiting;
    this.part("list").replaceChildren(...reports.reverse().map((report) => this.line(report)));
    this.element.dataset.shown = "";
  }

  async sendNow() {
    this.tell("sending");
    const numbers = counted(await send({ isImpatient: true }));
    this.tell(numbers.waiting ? "still_waiting" : null);
  }

  tell(key) {
    this.part("said").textContent = key ? this.words.say(key) : "";
  }

  /** @param {import("./report.js").Report} report */
  line(report) {
    const { id, state, label, told, isBusy, url, errors = [], detail } = report;
    const kind = this.words.say(`kind_${told.kind}`);
    const date = dateInWords(told.made_at, this.language);
    const said = this.words.say(state === "waiting" && isBusy ? "waiting_busy" : state);
    const mend = errors.length ? errors.map((each) => each.detail) : [detail].filter(Boolean);
    return make(
      "li",
      { class: `report report--${state}`, "data-state": state },
      make("h3", { class: "report__title" }, kind),
      make("p", { dir: "auto" }, label || this.words.say("no_place")),
      make("p", { class: "report__state" }, `${said} · ${this.words.say("written", { date })}`),
      ...(state === "refused" ? mend.map((text) => make("p", { class: "field__error" }, text)) : []),
      make(
        "p",
        { class: "button-row" },
        state === "sent"
          ? make("a", { class: "button button--quiet", href: url }, this.words.say("see"))
          : make("a", { class: "button button--quiet", href: `${this.page}?change=${id}` }, this.words.say("change")),
        make("button", { class: "button button--quiet", type: "button", onclick: () => drop(id).then(() => this.show()) }, this.words.say("delete")),
      ),
    );
  }
}
