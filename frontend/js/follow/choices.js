/**
 * What can be chosen on the way: the voice, the battery, the order of the stops, a pause.
 */

import { stopList } from "./card.js";
import { icon, make } from "./dom.js";

/**
 * Return what is in the dialog.
 *
 * @param {import("./card.js").Given & {habits: Record<string, boolean>, isAwake: boolean}} given
 * @returns {Node[]}
 */
export function choicesOf(given) {
  const { words, act, habits, speaks, isAwake, icons } = given;
  const notes = habits.isSparing ? "saver_note" : isAwake ? "awake_note" : "asleep_note";
  return [
    make(
      "header.follow__choices-head",
      {},
      make("h2", { id: "follow-choices" }, words.say("choices")),
      make("button.follow__close", { type: "button", click: act.close, "aria-label": words.say("close") }, icon(icons, "close")),
    ),
    make(
      "div.follow__switches",
      {},
      choice("isAloud", "aloud", speaks ? "" : words.say("no_voice"), !speaks),
      choice("isSparing", "saver", words.say(notes)),
    ),
    make("h3", {}, words.say("stops_title")),
    stopList(given),
    make(
      "div.follow__ends",
      {},
      press("turn_round", act.turnRound, "turn-back"),
      press("pause", act.pause, "clock"),
      press("end_walk", act.finish, "check"),
    ),
  ];

  function choice(name, key, note, disabled = false) {
    return make(
      "label.follow__switch",
      {},
      make("input", {
        type: "checkbox",
        name,
        disabled,
        checked: habits[name] && !disabled,
        change: ({ target }) => act.habit(name, target.checked),
      }),
      make("span", {}, make("strong", {}, words.say(key)), note ? make("small", {}, note) : null),
    );
  }

  function press(key, action, sign) {
    return make("button.button.button--quiet", { type: "button", "data-act": key, click: () => action() }, icon(icons, sign), words.say(key));
  }
}
