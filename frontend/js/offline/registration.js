/** The service worker of this page, and what its version keeps. */

const PATIENCE_MS = 5000;

/** Say whether this browser can keep anything: it can not in some private windows. */
export function canKeep() {
  return "serviceWorker" in navigator && "caches" in globalThis && "indexedDB" in globalThis;
}

/**
 * Return what belongs to the newest version of the site that this phone knows. After a deploy that is
 * a version which still waits: what is fetched for an older one might not be on the server any more.
 *
 * @returns {Promise<import("./shell.js").Shell>}
 */
export async function newestShell() {
  const registration = await navigator.serviceWorker.ready;
  await registration.update().catch(() => {}); // without a network, what is here will do
  await settled(registration.installing);
  return ask(registration.waiting ?? registration.active, "shell");
}

/** Wait until a worker that is being installed is there, or has failed. */
function settled(worker) {
  if (!worker) return Promise.resolve();
  return new Promise((resolve) => {
    const look = () => worker.state !== "installing" && resolve();
    worker.addEventListener("statechange", look);
    look();
  });
}

/** Ask a worker; one of a version that does not know the question never answers. */
function ask(worker, question) {
  return new Promise((resolve, reject) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(data);
    setTimeout(() => reject(new DOMException("The service worker is too old", "TimeoutError")), PATIENCE_MS);
    worker.postMessage(question, [port2]);
  });
}
