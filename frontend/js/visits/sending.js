/**
 * Send what this phone has counted, once there is a network. Never from the follow screen, which asks
 * nothing of it.
 */

import { Tallies } from "./tallies.js";

const ADDRESS = "/api/v1/visits";

/**
 * Send what waits, and forget it. Where there is no answer, or the site is not well, it waits on; what
 * the site refuses would be refused for ever, and is thrown away.
 *
 * It is forgotten before it is sent, not after: a reader who goes on to another page meanwhile is not
 * counted twice. docs/visits.md says what can still go wrong.
 *
 * @param {Tallies} [tallies]
 * @param {typeof fetch} [ask]
 */
export async function send(tallies = new Tallies(), ask = (...request) => fetch(...request)) {
  const visits = tallies.draw();
  if (!visits.length || tallies.isOff) return;
  try {
    const response = await ask(ADDRESS, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ visits }),
      keepalive: true,
    });
    if (response.status >= 500) tallies.add(visits);
  } catch {
    tallies.add(visits);
  }
}
