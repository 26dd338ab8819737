/**
 * Ask the network first, but not for ever.
 */

/** What a gateway says when the site behind it does not answer: for a walker the same as no network. */
const NOBODY_THERE = new Set([502, 503, 504]);

/**
 * Return what the network answers; what is kept, where it answers nothing useful in time.
 *
 * A network that answers in time is always right, also where it says that there is no such page. With
 * nothing kept, it is waited for as long as it takes.
 *
 * @param {() => Promise<Response>} ask
 * @param {() => Promise<Response | undefined>} kept
 * @param {number} patienceMs
 * @returns {Promise<Response>} rejected where there is neither
 */
export async function networkFirst(ask, kept, patienceMs) {
  const network = ask();
  network.catch(() => {}); // it may fail after what is kept has been shown
  const first = await Promise.race([network.catch(() => null), wait(patienceMs)]);
  if (first && !NOBODY_THERE.has(first.status)) return first;
  return (await kept()) ?? network;
}

function wait(ms) {
  return new Promise((resolve) => setTimeout(() => resolve(null), ms));
}
