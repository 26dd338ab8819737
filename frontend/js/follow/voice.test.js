import assert from "node:assert/strict";
import { test } from "node:test";

import { Voice } from "./voice.js";

class Utterance {
  constructor(text) {
    this.text = text;
  }
}

/** A phone that speaks some languages, and notes what is heard at once. */
function phone(...voices) {
  const heard = [];
  let now = null;
  const synthesis = {
    getVoices: () => voices.map(([lang, localService = true]) => ({ lang, localService })),
    speak: (utterance) => {
      heard.push([utterance.text, now?.text ?? null]);
      now = utterance;
    },
    cancel: () => {
      now = null;
    },
    end: () => {
      const { onend } = now;
      now = null;
      onend();
    },
  };
  return { voice: new Voice({ synthesis, Utterance }), synthesis, heard };
}

test("it speaks the languages the phone has a voice of its own for, and says if there is none", () => {
  const { voice } = phone(["fr-FR"], ["ar_EG"], ["es-ES", false]);
  assert.equal(voice.speaks("fr"), true);
  assert.equal(voice.speaks("ar"), true);
  assert.equal(voice.speaks("es"), false, "that voice needs a network");
  assert.equal(voice.say("Azul", "zgh"), false);
  assert.equal(new Voice({ synthesis: undefined, Utterance: undefined }).speaks("fr"), false);
});

test("it never talks over itself", () => {
  const { voice, heard } = phone(["fr-FR"]);
  voice.say("Une longue histoire", "fr", { kind: "story" });
  voice.say("Tournez à gauche", "fr");
  assert.deepEqual(heard, [["Une longue histoire", null], ["Tournez à gauche", null]]);
});

test("a story that ends or is stopped says so once", () => {
  const { voice, synthesis } = phone(["fr-FR"]);
  let ends = 0;
  const ended = () => (ends += 1);
  voice.say("Un", "fr", { kind: "story", ended });
  synthesis.end();
  voice.say("Deux", "fr", { kind: "story", ended });
  voice.stop();
  voice.stop();
  assert.equal(ends, 2);
});
