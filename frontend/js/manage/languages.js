/**
 * Show the texts of a record beside each other in the languages that one wants to see.
 *
 * Without this module every language has its own row. With it the languages of a text stand side by
 * side where there is room, one below the other where there is not, and a missing one says so. A bar
 * over the form chooses, tells how many texts each language has, and which of them the form complains
 * about.
 */

const FIELD = /\bmt-field-.+-([a-z]{2,3})(?:\s|$)/;
const ALL = "all";
const WIDE = "(min-width: 64rem)"; // room for two

/**
 * Add the bar to a form that has texts in several languages.
 *
 * @param {HTMLFormElement} form
 * @param {{languages: {code: string, name: string, dir: string}[],
 *   words: {all: string, label: string, missing: string}}} choice
 */
export function addLanguageBar(form, { languages, words }) {
  const bar = document.createElement("div");
  bar.className = "language-bar";
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", words.label);
  const label = document.createElement("span");
  label.textContent = words.label;
  bar.append(label);
  const codes = languages.map(({ code }) => code);
  let shown = new Set(atFirst(codes));

  function rows() {
    return [...form.querySelectorAll(".mt")].map((input) => {
      const code = FIELD.exec(input.className)?.[1];
      return { input, code, row: input.closest(".form-row, td"), text: input.name.replace(/_[a-z]+$/, "") };
    });
  }

  function show() {
    for (const { row, code } of rows()) row.hidden = !shown.has(code);
    for (const button of bar.querySelectorAll("button")) {
      const isOn = button.value === ALL ? shown.size === codes.length : shown.has(button.value);
      button.setAttribute("aria-pressed", String(isOn));
    }
  }

  function choose(code) {
    if (code === ALL) shown = new Set(shown.size === codes.length ? atFirst(codes) : codes);
    else if (!shown.has(code)) shown.add(code);
    else if (shown.size > 1) shown.delete(code);
    show();
  }

  function count() {
    const all = rows().filter(({ row }) => !row.closest(".empty-form"));
    for (const button of bar.querySelectorAll(`button:not([value=${ALL}])`)) {
      const own = all.filter(({ code }) => code === button.value);
      const written = own.filter(({ input }) => input.value.trim());
      button.querySelector("small").textContent = `${written.length}/${own.length}`;
      button.classList.toggle("has-errors", own.some(({ row }) => row.querySelector(".errorlist")));
    }
    const said = new Set(all.filter(({ input }) => input.value.trim()).map(({ text }) => text));
    for (const { input, row, text } of all) markMissing(row, said.has(text) && !input.value.trim());
  }

  function markMissing(row, isMissing) {
    let mark = row.querySelector(".is-missing");
    if (!mark && !isMissing) return;
    if (!mark) {
      mark = document.createElement("span");
      mark.className = "is-missing";
      mark.textContent = words.missing;
      (row.querySelector("label") ?? row).append(" ", mark);
    }
    mark.hidden = !isMissing;
  }

  function prepare() {
    for (const { input, code } of rows()) {
      input.lang = code;
      input.dir = languages.find((language) => language.code === code)?.dir ?? "auto";
    }
    putSideBySide(rows());
    show();
    count();
  }

  for (const { code, name } of [...languages, { code: ALL, name: words.all }]) {
    const button = document.createElement("button");
    button.type = "button";
    button.value = code;
    button.textContent = name;
    if (code !== ALL) {
      button.lang = code;
      button.append(" ", document.createElement("small"));
    }
    button.addEventListener("click", () => choose(code));
    bar.append(button);
  }
  form.prepend(bar);
  for (const { row, code } of rows()) if (row.querySelector(".errorlist")) shown.add(code);
  prepare();
  form.addEventListener("input", count);
  document.addEventListener("formset:added", prepare);
}

/** Return the language of the desk and, where there is room, the one that is most translated from. */
function atFirst(codes) {
  const own = codes.includes(document.documentElement.lang) ? document.documentElement.lang : codes[0];
  const other = codes.find((code) => code !== own);
  return matchMedia(WIDE).matches && other ? [own, other] : [own];
}

/** Put the rows of each text into a frame of their own, which lays them out. */
function putSideBySide(rows) {
  for (const { row, text } of rows) {
    if (row.localName === "td" || row.parentElement.matches(".translations")) continue;
    const before = row.previousElementSibling;
    if (before?.matches(".translations") && before.dataset.text === text) {
      before.append(row);
      continue;
    }
    const frame = document.createElement("div");
    frame.className = "translations";
    frame.dataset.text = text;
    row.before(frame);
    frame.append(row);
  }
}
