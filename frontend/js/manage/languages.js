/**
 * Show the texts of a record in one language at a time, or in all of them side by side.
 *
 * Without this module every language has its own row. With it a bar over the form chooses, tells
 * how many texts each language has, and which of them the form complains about.
 */

const FIELD = /\bmt-field-.+-([a-z]{2,3})(?:\s|$)/;
const ALL = "all";

/**
 * Add the bar to a form that has texts in several languages.
 *
 * @param {HTMLFormElement} form
 * @param {{languages: {code: string, name: string, dir: string}[], words: {all: string, label: string}}} choice
 */
export function addLanguageBar(form, { languages, words }) {
  const bar = document.createElement("div");
  bar.className = "language-bar";
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", words.label);
  const label = document.createElement("span");
  label.textContent = words.label;
  bar.append(label);
  let shown = document.documentElement.lang;

  function rows() {
    return [...form.querySelectorAll(".mt")].map((input) => {
      const code = FIELD.exec(input.className)?.[1];
      return { input, code, row: input.closest(".form-row, td") };
    });
  }

  function show(code) {
    shown = code;
    for (const { row, code: own } of rows()) row.hidden = code !== ALL && own !== code;
    for (const button of bar.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.value === code));
    }
  }

  function count() {
    const all = rows().filter(({ row }) => !row.closest(".empty-form"));
    for (const button of bar.querySelectorAll(`button:not([value=${ALL}])`)) {
      const own = all.filter(({ code }) => code === button.value);
      const written = own.filter(({ input }) => input.value.trim());
      button.querySelector("small").textContent = `${written.length}/${own.length}`;
      button.classList.toggle("has-errors", own.some(({ row }) => row.querySelector(".errorlist")));
    }
  }

  function prepare() {
    for (const { input, code } of rows()) {
      input.lang = code;
      input.dir = languages.find((language) => language.code === code)?.dir ?? "auto";
    }
    show(shown);
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
    button.addEventListener("click", () => show(code));
    bar.append(button);
  }
  form.prepend(bar);
  if (!languages.some(({ code }) => code === shown)) shown = languages[0].code;
  const complaint = rows().find(({ row }) => row.querySelector(".errorlist"));
  if (complaint) shown = complaint.code;
  prepare();
  form.addEventListener("input", count);
  document.addEventListener("formset:added", prepare);
}
