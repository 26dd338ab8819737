/**
 * Ask the network first, but not for ever.
 */

/** What a gateway says when the site behind it does not answer: for a walker the same as no network. */
const NOBODY_THERE = [502, 503, 504];

/** What the server says of a page that is not published any more. */
export const GONE = [404, 410];

/**
 * Return what the network answers; what is kept, where it answers nothing useful in time.
 *
 * A network that answers in time is right, also where it says that there is no such page; unless the
 * page is one that somebody walks on, who was promised that it stays. With nothing kept, the network is
 * waited for as long as it takes.
 *
 * @param {() => Promise<Response>} ask
 * @param {() => Promise<Response | undefined>} kept
 * @param {number} patienceMs
 * @param {number[]} [useless] further statuses that are no answer where something is kept
 * @returns {Promise<Response>} rejected where there is neither
 */
export async function networkFirst(ask, kept, patienceMs, useless = []) {
  const network = ask();
  network.catch(() => {}); // it may fail after what is kept has been shown
  const first = await Promise.race([network.catch(() => null), wait(patienceMs)]);
  if (first && ![...NOBODY_THERE, ...useless].includes(first.status)) return first;
  return (await kept()) ?? network;
}

function wait(ms) {
  return new Promise((resolve) => setTimeout(() => resolve(null), ms));
}
