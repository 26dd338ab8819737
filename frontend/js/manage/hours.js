/**
 * Opening hours are filled in with fewer touches, and what they result in is shown at once.
 *
 * The form works without: every input is there from the start (templates/admin/geodata/hours.html).
 */

const SETTLED_MS = 350;
const OURS = /(?:ramadan_)?opening_hours(?:-.*)?$/;

/**
 * Ease all opening hours of a page, those of rows that are added later too.
 *
 * @param {Document} page
 */
export function easeHours(page) {
  page.documentElement.dataset.scripted = "";
  page.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-hours-add], [data-hours-copy], [data-hours-clear]");
    if (!button) return;
    const day = button.closest("[data-hours-day]");
    if ("hoursAdd" in button.dataset) addTimes(day);
    if ("hoursClear" in button.dataset) fill(day, []);
    if ("hoursCopy" in button.dataset) copyDown(day);
    day.dispatchEvent(new Event("input", { bubbles: true }));
  });
  for (const kind of ["input", "change"]) {
    page.addEventListener(kind, ({ target }) => {
      const hours = target.closest("[data-hours]");
      if (hours) markClosed(hours);
      const isPlace = /-place$/.test(target.name ?? "");
      if (hours || isPlace) refresh(target.closest(".inline-related, form"));
    });
  }
  page.querySelectorAll("[data-hours]").forEach(markClosed);
}

function slotsOf(day) {
  return [...day.querySelectorAll("[data-hours-slot]")];
}

/** Return the start, the end and "open end" of each time of a day. */
function timesOf(day) {
  return slotsOf(day)
    .map((slot) => {
      const [start, end] = slot.querySelectorAll("[type=time]");
      return { start: start.value, end: end.value, isOpenEnd: slot.querySelector("[type=checkbox]").checked };
    })
    .filter(({ start, end }) => start || end);
}

function fill(day, times) {
  slotsOf(day).forEach((slot, index) => {
    const { start = "", end = "", isOpenEnd = false } = times[index] ?? {};
    const [from, until] = slot.querySelectorAll("[type=time]");
    from.value = start;
    until.value = end;
    slot.querySelector("[type=checkbox]").checked = isOpenEnd;
    slot.toggleAttribute("data-spare", index > 0 && index >= times.length);
  });
}

function addTimes(day) {
  const spare = day.querySelector("[data-hours-slot][data-spare]");
  if (!spare) return;
  spare.removeAttribute("data-spare");
  spare.querySelector("input").focus();
}

function copyDown(day) {
  const times = timesOf(day);
  const days = [...day.closest("[data-hours]").querySelectorAll("[data-hours-day]:not([data-hours-day=ph])")];
  for (const below of days.slice(days.indexOf(day) + 1)) fill(below, times);
}

function markClosed(hours) {
  for (const day of hours.querySelectorAll("[data-hours-day]")) {
    const times = timesOf(day);
    day.classList.toggle("has-times", times.length > 0);
    day.classList.toggle("is-full", !day.querySelector("[data-hours-slot][data-spare]"));
  }
}

const waiting = new WeakMap();

/** Show again what the hours of a form, or of a row of it, result in, once nobody types any more. */
function refresh(scope) {
  const shown = scope?.querySelector("[data-fortnights]");
  if (!shown) return;
  const { timer, asked } = waiting.get(shown) ?? {};
  clearTimeout(timer);
  asked?.abort();
  const next = { asked: new AbortController() };
  next.timer = setTimeout(() => show(scope, shown, next.asked.signal), SETTLED_MS);
  waiting.set(shown, next);
  shown.setAttribute("aria-busy", "true");
}

async function show(scope, shown, signal) {
  try {
    const response = await fetch(shown.dataset.fortnights, { method: "POST", body: typed(scope, shown), signal });
    if (!response.ok) throw new Error(response.statusText);
    shown.innerHTML = await response.text();
    shown.removeAttribute("aria-busy");
  } catch {
    // Overtaken, or no answer: what is shown stays marked as not being of these hours.
  }
}

/** Return the hours of a form, or of one row of it, without the beginning of the row's names. */
function typed(scope, shown) {
  const form = scope.closest("form");
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.set("place", shown.dataset.place || scope.querySelector("select[name$='-place']")?.value || "");
  for (const input of scope.querySelectorAll("[data-hours] [name]")) {
    const isChosen = !["radio", "checkbox"].includes(input.type) || input.checked;
    if (isChosen) body.set(OURS.exec(input.name)[0], input.value);
  }
  return body;
}
