import assert from "node:assert/strict";
import { test } from "node:test";

import cases from "../../../tests/bot/widget/markup-cases.json";
import { around, choiceOf, isTold, says } from "../src/beside";
import { blocks, details, folded, linked, typed } from "../src/markup";
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

for (const { text, html: expected } of cases.folded) {
  test(`folded: ${text.slice(0, 40)}`, () => {
    assert.equal(html(folded(text, () => "More about this")), expected);
  });
}

for (const { text, cards, around: expected, told } of cases.around) {
  test(`around: ${text.slice(0, 40)}`, () => {
    assert.deepEqual(around(text, cards), expected);
    assert.deepEqual(cards.map((card) => isTold(card, text)), told);
  });
}

test("a choice that only opens a card is told from the others", () => {
  const card = cases.around[0]!.cards[0]!;
  const opens = { id: "/1", label: `More: ${card.title}` };
  assert.equal(choiceOf(card, [{ id: "/2", label: "More: another" }, opens]), opens);
  assert.equal(choiceOf(card, [{ id: "/3", label: card.title }]), undefined);
});

test("words are found in one piece only", () => {
  assert.ok(says("Money for halls. Up to £500", "money for halls"));
  assert.ok(!says("Money for halls", "money halls"));
});
