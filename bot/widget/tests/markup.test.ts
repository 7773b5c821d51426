import assert from "node:assert/strict";
import { test } from "node:test";

import cases from "../../../tests/bot/widget/markup-cases.json";
import { isTold, says, textBeside } from "../src/beside";
import { blocks, details, linked, typed } from "../src/markup";
import { html, standIn } from "./document";

standIn();

for (const [name, make] of Object.entries({ blocks, linked, typed })) {
  for (const { text, html: expected } of cases[name as "blocks"]) {
    test(`${name}: ${text.slice(0, 40)}`, () => {
      const made = make(text);
      assert.equal(html(Array.isArray(made) ? made : [made]), expected);
    });
  }
}

for (const { lines, html: expected } of cases.details) {
  test(`details: ${lines[0]}`, () => {
    assert.equal(html(details(lines, () => null)), expected);
  });
}

for (const { text, cards, beside, told } of cases.beside) {
  test(`beside: ${text.slice(0, 40)}`, () => {
    assert.equal(textBeside(text, cards), beside);
    assert.deepEqual(cards.map((card) => isTold(card, text)), told);
  });
}

test("words are found in one piece only", () => {
  assert.ok(says("Money for halls. Up to £500", "money for halls"));
  assert.ok(!says("Money for halls", "money halls"));
});
