/**
 * Draw the page's maps, each when it is wanted: the full map once the page is readable, a framed one
 * when the reader comes near it.
 */

const NEAR_PX = 300;
const PATIENCE_MS = 1500;

/** Wait until the browser has nothing better to do. */
function idle() {
  return new Promise((resolve) => {
    if ("requestIdleCallback" in window) requestIdleCallback(resolve, { timeout: PATIENCE_MS });
    else setTimeout(resolve, 1);
  });
}

/** Wait until the page has loaded. */
function loaded() {
  if (document.readyState === "complete") return Promise.resolve();
  return new Promise((resolve) => addEventListener("load", resolve, { once: true }));
}

/** Wait until an element is near the part of the page that is seen. */
function near(element) {
  return new Promise((resolve) => {
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        observer.disconnect();
        resolve();
      },
      { rootMargin: `${NEAR_PX}px` },
    );
    observer.observe(element);
  });
}

for (const element of document.querySelectorAll('[data-map="page"]')) {
  import("./map/page.js").then(({ MapPage }) => new MapPage(element).start());
}

for (const element of document.querySelectorAll('[data-map="frame"]')) {
  Promise.all([near(element), loaded()])
    .then(idle)
    .then(() => import("./map/frame.js"))
    .then(({ drawFrame }) => drawFrame(element));
}
