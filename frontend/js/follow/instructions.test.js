import assert from "node:assert/strict";
import { test } from "node:test";

import { Prompter, instructionsOf, nextOf } from "./instructions.js";
import { Line } from "./route.js";
import { leg } from "./testing/edition.js";

const way = leg(1, 2, [[0, 0], [100, 0], [100, 80], [0, 80]]);
const line = new Line(way.geometry.coordinates);

test("the next instruction is the one ahead, with its distance", () => {
  const all = instructionsOf(way, line, false);
  assert.equal(nextOf(all, 0).instruction.turn, "depart");
  const { instruction, distanceM } = nextOf(all, 60);
  assert.equal(instruction.text.fr, "Do 1");
  assert.ok(Math.abs(distanceM - 40) < 1);
  assert.equal(nextOf(all, 120).instruction.text.fr, "Do 2");
  assert.equal(nextOf(all, 279).instruction.turn, "arrive");
});

test("walked the other way, the turns are read from the line", () => {
  const turned = new Line(way.geometry.coordinates.toReversed());
  const all = instructionsOf(way, turned, true);
  assert.deepEqual(all.map(({ turn }) => turn), ["depart", "right", "right", "arrive"]);
  assert.equal(all[1].icon, "turn-right");
  assert.equal(all[1].text, null);
});

test("each is said once, when it is near", () => {
  const all = instructionsOf(way, line, false);
  const prompter = new Prompter();
  const said = [0, 20, 50, 75, 80, 90, 100, 150, 170].map((alongM) => prompter.take(nextOf(all, alongM))?.index);
  assert.deepEqual(said.filter((each) => each !== undefined), [0, 1, 2]);
});

test("a leg without streets has nothing to say", () => {
  assert.equal(nextOf(instructionsOf({ manoeuvres: [] }, line, false), 10), null);
});
