/** What is on this phone: what waits, what has become of the rest, and whether it works without a network. */

import { make } from "../offline/dom.js";
import { counted } from "../reports/report.js";
import { outbox } from "./sending.js";
import { removeSurvey } from "./survey.js";

export class Queue {
  /** @param {import("./page.js").FieldPage} page */
  constructor(page) {
    this.page = page;
    this.words = page.words;
    page.part("send").addEventListener("click", () => this.send());
    page.part("remove").addEventListener("click", () => this.remove());
  }

  show() {
    const { page, words } = this;
    const { waiting } = counted(page.observations);
    page.part("send").hidden = !waiting;
    page.part("remove").hidden = !page.survey;
    page.part("ready-said").textContent = this.readiness();
    const lines = [...page.observations].reverse().map((observation) => this.line(observation));
    page.part("queue").replaceChildren(...(lines.length ? lines : [make("li", {}, words.say("nothing_waits"))]));
  }

  readiness() {
    const { survey, element } = this.page;
    if (!survey) return this.words.say("nothing_kept");
    if (element.dataset.ready === "yes") return this.words.say("ready", { date: this.page.dateOf(survey.takenAtMs) });
    return this.words.say(element.dataset.ready === "no" ? "not_ready" : "getting_ready");
  }

  /** @param {import("../reports/report.js").Report} observation */
  line(observation) {
    const { id, state, label, told, outcome, url, errors = [], detail } = observation;
    const mend = state === "refused" ? (errors.length ? errors.map((each) => each.detail) : [detail].filter(Boolean)) : [];
    return make(
      "li",
      { class: `report report--${state}`, "data-state": state, "data-kind": told.kind, "data-outcome": outcome },
      make("h3", { class: "report__title", dir: "auto" }, label),
      make("p", {}, `${this.words.say(`kind_${told.kind}`)} · ${this.page.dateOf(told.made_at)}`),
      make("p", { class: "report__state" }, this.stateOf(observation)),
      ...mend.map((text) => make("p", { class: "field__error" }, text)),
      make(
        "p",
        { class: "button-row" },
        url ? make("a", { class: "button button--quiet", href: url }, this.words.say("see")) : null,
        make("button", { class: "button button--quiet", type: "button", onclick: () => this.drop(observation) }, this.words.say("delete")),
      ),
    );
  }

  stateOf({ state, outcome, isSignedOut, isBusy }) {
    if (state === "sent") return this.words.say(`outcome_${outcome}`);
    if (state === "refused") return this.words.say("refused");
    return this.words.say(isSignedOut ? "waiting_signed_out" : isBusy ? "waiting_busy" : "waiting");
  }

  async drop({ id, state }) {
    if (state !== "sent" && !confirm(this.words.say("delete_sure"))) return;
    await outbox.drop(id);
    await this.page.reload();
  }

  async send() {
    this.say("sending");
    const items = await outbox.send({ isImpatient: true });
    await this.page.sent(items);
    const { waiting } = counted(items);
    this.say(waiting && !items.some(({ isSignedOut }) => isSignedOut) ? "still_waiting" : null);
  }

  say(key) {
    this.page.part("send-said").textContent = key ? this.words.say(key) : "";
  }

  async remove() {
    const said = this.page.part("remove-said");
    const { waiting, refused } = counted(this.page.observations);
    if (waiting || refused) {
      said.textContent = this.words.say("remove_waits");
      return;
    }
    await removeSurvey();
    for (const { id } of this.page.observations) await outbox.drop(id);
    await this.page.reload();
    said.textContent = this.words.say("removed");
  }
}
