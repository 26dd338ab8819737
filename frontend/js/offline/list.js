/**
 * The page "On this phone": what is kept, how old it is, and buttons to refresh and to remove it.
 */

import { Words } from "../map/words.js";
import { pageOf } from "./addresses.js";
import { make } from "./dom.js";
import { refresh } from "./freshness.js";
import { offerToInstall } from "./install.js";
import { forget, remove, shelf } from "./kept.js";
import { nameOf } from "./loss.js";
import { failure, hoursSaid } from "./panel.js";
import { freeBytes, isPersisted, lost } from "./persistence.js";
import { canKeep, newestShell } from "./registration.js";
import { dateInWords, sizeInWords } from "./sizes.js";
import { take } from "./taking.js";

export class List {
  /**
   * @param {HTMLElement} element
   * @param {object} data the texts of the page
   */
  constructor(element, { texts, language }) {
    Object.assign(this, { element, language });
    this.words = new Words(texts, language);
  }

  part(name) {
    return this.element.querySelector(`[data-kept-${name}]`);
  }

  async start() {
    offerToInstall(this.element.querySelector("[data-install]"));
    try {
      if (!canKeep()) throw new Error("nothing can be kept");
      await this.show();
    } catch {
      this.tell(this.words.say("unsupported"));
    }
    this.element.dataset.shown = "";
  }

  async show() {
    const [found, gone] = await Promise.all([shelf(), lost()]);
    const { circuits, underway, bytes } = found;
    const whole = new Set(circuits.map(({ slug }) => slug));
    this.part("circuits").replaceChildren(
      ...Object.entries(gone).map(([slug, name]) => this.lostOne(slug, name)),
      ...underway.filter(({ slug }) => !whole.has(slug)).map((one) => this.begunOne(one)),
      ...circuits.map((circuit) => this.circuit(circuit, bytes[circuit.slug])),
    );
    this.part("none").hidden = this.part("circuits").childElementCount > 0;
    await this.showSizes(found);
  }

  async showSizes({ circuits, sharedBytes, shellBytes }) {
    const size = (bytes) => ({ size: sizeInWords(bytes, this.words) });
    const free = await freeBytes();
    const lines = [
      sharedBytes > 0 && this.words.say("shared", size(sharedBytes)),
      shellBytes > 0 && this.words.say("app", size(shellBytes)),
      Number.isFinite(free) && this.words.say("free", size(free)),
      circuits.length > 0 && this.words.say((await isPersisted()) ? "persisted" : "not_persisted"),
    ];
    this.part("sizes").replaceChildren(...lines.filter(Boolean).map((line) => make("li", {}, line)));
  }

  /** A circuit that is here, whole. */
  circuit(kept, bytes) {
    const { slug, document: edition, calendar, takenAt, pointer: { query } } = kept;
    const name = edition.circuit.name[this.language];
    const page = pageOf(slug, query, this.language);
    const taken = { date: dateInWords(takenAt, this.language), size: sizeInWords(bytes, this.words) };
    const lines = make("ul", { class: "kept__lines", role: "status" });
    const say = (...sentences) => lines.replaceChildren(...sentences.map((one) => make("li", {}, one)));
    const hours = (kept) => this.words.say(...hoursSaid(kept, Date.now(), this.language));
    say(hours(calendar), ...(kept.withdrawn ? [this.words.say("withdrawn")] : []));
    const buttons = make(
      "p",
      { class: "button-row" },
      make("a", { class: "button", href: page }, this.words.say("open")),
      make("a", { class: "button button--quiet", href: pageOf(slug, query, this.language, "follow/") }, this.words.say("follow")),
      this.button("refresh", () => this.refresh(kept)),
      this.removal(slug, name),
    );
    const stops = query ? edition.circuit.summary[this.language] : null;
    return this.card({ slug, name, page, lines: [stops, this.words.say("taken_short", taken), lines, buttons] });
  }

  /** What was begun: it goes on here, too. */
  begunOne({ slug, document: edition, pointer: { query } }) {
    const name = nameOf(slug, edition?.circuit.name ?? null, this.language, this.words.say("plan"));
    const lines = make("p", { role: "status" }, this.words.say("not_whole"));
    const goOn = this.button("go_on", async () => {
      const progress = ({ done, total }) => {
        const sizes = { done: sizeInWords(done, this.words), total: sizeInWords(total, this.words) };
        lines.textContent = this.words.say("fetching", { progress: this.words.say("done_of_total", sizes) });
      };
      try {
        await take(slug, { query, shell: await newestShell(), progress });
        await this.show();
      } catch (error) {
        lines.textContent = this.words.say(...failure(error, this.words));
      }
    });
    const away = this.button("give_up", () => this.remove(slug));
    const page = pageOf(slug, query, this.language);
    return this.card({ slug, name, page, lines: [lines, make("p", { class: "button-row" }, goOn, away)] });
  }

  /** What should be here and is not. */
  lostOne(slug, name) {
    const page = `${pageOf(slug, name?.query, this.language)}#take`;
    const buttons = make(
      "p",
      { class: "button-row" },
      make("a", { class: "button", href: page }, this.words.say("take_again")),
      this.button("forget", async () => {
        await forget();
        await this.show();
      }),
    );
    const said = make("p", { class: "kept__lost" }, this.words.say("was_lost"));
    return this.card({ slug, name: nameOf(slug, name, this.language, this.words.say("plan")), page, lines: [said, buttons] });
  }

  card({ slug, name, page, lines }) {
    const body = lines.filter(Boolean).map((line) => (typeof line === "string" ? make("p", { class: "kept__meta" }, line) : line));
    const title = make("h2", { class: "kept__name" }, make("a", { href: page }, name));
    return make("li", { class: "kept__circuit", "data-slug": slug }, title, ...body);
  }

  button(key, act) {
    const button = make("button", { class: "button button--quiet", type: "button" }, this.words.say(key));
    button.addEventListener("click", async () => {
      button.disabled = true;
      await act().catch(() => {});
      button.disabled = false;
    });
    return button;
  }

  removal(slug, name) {
    const button = this.button("remove", () => this.remove(slug));
    button.setAttribute("aria-label", this.words.say("remove_named", { name }));
    return button;
  }

  async refresh({ slug, pointer: { query } }) {
    const news = await refresh(slug, this.language);
    await this.show();
    if (news.state === "unknown") return this.tell(this.words.say("no_network"));
    const changes = news.changes.map(({ text }) => text);
    this.tell([this.words.say("hours_fresh"), ...(changes.length ? [this.words.say("changed"), ...changes] : [])].join(" "));
    if (news.mustReplace) await take(slug, { query, shell: await newestShell() });
  }

  async remove(slug) {
    const before = await shelf();
    await remove(slug, await newestShell().catch(() => null));
    await this.show();
    const size = sizeInWords(before.bytes[slug] ?? 0, this.words);
    this.tell(this.words.say("removed", { size }));
  }

  tell(sentence) {
    this.part("said").textContent = sentence;
  }
}
