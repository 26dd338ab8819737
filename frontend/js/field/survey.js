/** The list of places on this phone, and what the phone needs to open the field without a network. */

import { newestShell } from "../offline/registration.js";
import { complete, isWhole } from "../offline/shell.js";
import { change, read } from "../offline/store.js";
import { observed } from "./places.js";
import { askForPlaces } from "./sending.js";

const LIST = "list";

/**
 * @typedef {object} Survey
 * @property {"list"} id
 * @property {string} language of the page that it was taken with
 * @property {{id: number, name: string}} officer
 * @property {import("./places.js").Place[]} places
 * @property {number} left_out
 * @property {number} takenAtMs
 */

/** Return the list on this phone. @returns {Promise<Survey | undefined>} */
export const surveyHere = () => read("survey", LIST);

/**
 * Fetch the list anew and keep it; what is here stays where there is no answer.
 *
 * @param {string} language
 * @returns {Promise<number>} status of the answer, 0 without a network
 */
export async function refreshSurvey(language) {
  const answer = await askForPlaces();
  if (answer?.status === 200 && answer.body?.places) {
    const kept = { ...answer.body, id: LIST, language, takenAtMs: Date.now() };
    await change(["survey"], (table) => table("survey").put(kept));
  }
  return answer?.status ?? 0;
}

/** Remove the list from this phone. */
export const removeSurvey = () => change(["survey"], (table) => table("survey").delete(LIST));

/** Have all that the field needs without a network. */
export async function makeReady() {
  await complete(await newestShell(), "field");
}

/** Say whether the field opens without a network. */
export const isReady = () => isWhole("field");

/**
 * Return the places with what waits on this phone shown on them already.
 *
 * @param {import("./places.js").Place[]} places
 * @param {import("../reports/report.js").Report[]} observations
 */
export function withWaiting(places, observations) {
  const waiting = observations.filter(({ state }) => state === "waiting");
  return places.map((place) =>
    waiting.filter(({ told }) => told.place === place.slug).reduce((seen, { told }) => observed(seen, told), place),
  );
}
