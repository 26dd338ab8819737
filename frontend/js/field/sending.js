/**
 * The observations on this phone, and the way they are sent: by whoever made them, signed in.
 */

import { Outbox, ask } from "../offline/outbox.js";
import { SIGNED_OUT, asForm } from "../reports/report.js";

export const TAG = "observations";
const DESK = "/manage/field/";

export const outbox = new Outbox(TAG, post);
export const send = (options) => outbox.send(options);

/** Return the places to survey as the site has them, if it answers and lets whoever is signed in. */
export const askForPlaces = () => ask(`${DESK}places/`, { cache: "no-store" });

/**
 * Send an observation with a token of now: the page that it was made on may be days old.
 *
 * @param {import("../reports/report.js").Report} observation
 */
async function post(observation) {
  const who = await ask(`${DESK}who/`, { cache: "no-store" });
  if (who?.status !== 200 || !who.body?.officer) return who;
  if (String(who.body.officer.id) !== observation.told.officer) return { status: SIGNED_OUT, body: null, isOfAnother: true };
  const headers = { "X-CSRFToken": who.body.token };
  return ask(`${DESK}observations/`, { method: "POST", body: asForm(observation), headers });
}
