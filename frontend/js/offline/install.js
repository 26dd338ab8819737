/**
 * Offer to put the site on the phone as an app, where the browser can, and say how where it cannot.
 *
 * It matters: Safari deletes what it keeps for a site after seven days without a visit, but not what
 * the app on the Home Screen keeps, which has a store of its own.
 */

/**
 * Say whether a browser is one of an iPhone or an iPad, all of which are Safari underneath.
 *
 * @param {{userAgent: string, maxTouchPoints: number}} browser
 * @returns {boolean}
 */
export function isApple({ userAgent, maxTouchPoints }) {
  return /iPhone|iPod|iPad/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1);
}

/** Say whether the page is already shown as an app. */
function isInstalled() {
  return matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;
}

/** @type {Promise<Event>} the browser's offer to install, which may come early or late or never */
const offer = new Promise((resolve) => {
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault(); // the page offers it, where it makes sense
    resolve(event);
  });
});

/**
 * Show what there is to say about installing.
 *
 * @param {HTMLElement} element with a part for phones that can, and one for those that need words
 */
export function offerToInstall(element) {
  if (isInstalled()) return;
  if (isApple(navigator)) {
    element.querySelector("[data-install-words]").hidden = false;
    element.hidden = false;
    return;
  }
  offer.then((event) => {
    const button = element.querySelector("[data-install-button]");
    button.addEventListener("click", async () => {
      await event.prompt();
      element.hidden = true;
    });
    element.querySelector("[data-install-offer]").hidden = false;
    element.hidden = false;
  });
}
