/**
 * What the page shell does beyond plain HTML: keep the reader's choice of light or dark, and offer
 * the phone's own way of sharing where there is one.
 */

const KEY = "theme";
const root = document.documentElement;

/** Return "light" or "dark": the reader's choice, else the system's. */
function theme() {
  return root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
}

/** Read what is kept on this device; a browser may refuse to keep anything. */
function kept(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Remember the choice, where the browser allows it. */
function keep(choice) {
  try {
    localStorage.setItem(KEY, choice);
  } catch {
    // The choice then lasts as long as the page.
  }
}

const choice = kept(KEY);
if (choice === "light" || choice === "dark") root.dataset.theme = choice;

for (const button of document.querySelectorAll("[data-theme-switch]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    root.dataset.theme = theme() === "dark" ? "light" : "dark";
    keep(root.dataset.theme);
  });
}

if (navigator.share) {
  for (const button of document.querySelectorAll("[data-share]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      navigator
        .share({ title: document.title, url: button.dataset.share || location.href })
        .catch(() => {}); // The reader changed their mind.
    });
  }
}

// The service worker comes last: nothing that is read waits for it.
if ("serviceWorker" in navigator) {
  addEventListener("load", () => {
    navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" }).catch(() => {}); // a browser may refuse
  });
}

/** Say whether anything should be on this phone: offline/persistence.js looks whether it is. */
function isAnythingPromised() {
  return /(^|;\s*)kept=/.test(document.cookie) || Boolean(kept("kept"));
}

if (isAnythingPromised()) import("./offline/loss.js").then(({ tellOfLoss }) => tellOfLoss());

/** Say whether a report may wait on this phone. The note of it reaches the disk late, the store at once. */
async function mayAReportWait() {
  if (kept("reports")) return true;
  const stores = await globalThis.indexedDB?.databases?.().catch(() => []);
  return Boolean(stores?.some(({ name }) => name === "kept"));
}

if (!document.querySelector("[data-reports]")) {
  mayAReportWait().then(async (may) => may && (await import("./reports/elsewhere.js")).sendFromElsewhere());
}

/** Send what was counted on a walk, if anything was: visits/tallies.js. A walk itself asks for nothing. */
function sendVisits() {
  const isWalk = document.querySelector("[data-follow]");
  if (kept("visits") && navigator.onLine && !isWalk) import("./visits/sending.js").then(({ send }) => send());
}

sendVisits();
addEventListener("online", sendVisits);
