// What of a text is left to say beside its cards. The same rules as bot/pages/beside.py.

import type { Card, Choice } from "./types";

const LABELS = ["source", "sources", "checked", "last checked", "website", "web", "read more", "more"];
const ITEM_MARK = /^\s*(?:[-*•]|\d{1,2}[.)])\s+/;

function plain(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}_£%]+/gu, " ").trim();
}

function saidBy(cards: Card[]): string {
  const parts = [...LABELS];
  for (const card of cards) {
    parts.push(card.title, card.summary, ...card.details, card.url ?? "", card.source, card.checked);
  }
  return `|${parts.map((part) => ` ${plain(part)} `).join("|")}|`;
}

function isSaid(line: string, said: string): boolean {
  const bare = line.replace(/https?:\/\/\S+/g, (found) => (said.includes(` ${plain(found)} `) ? "" : found));
  const segments = bare
    .replace(ITEM_MARK, "")
    .replace(/([.!?:;])\s+/g, "$1\n")
    .split(/\s+[(–—-]\s*|\n/)
    .map(plain)
    .filter(Boolean);
  return segments.length > 0 && segments.every((segment) => said.includes(` ${segment} `));
}

function isHeading(line: string): boolean {
  return line.trimEnd().endsWith(":");
}

function isLeftHeading(lines: string[], place: number, dropped: Set<number>): boolean {
  if (!isHeading(lines[place] ?? "")) return false;
  let beneath = place + 1;
  while (lines[beneath]?.trim()) {
    if (!dropped.has(beneath)) return false;
    beneath += 1;
  }
  return beneath > place + 1;
}

/**
 * What is left to say before the cards, and after them: without the lines whose every word stands
 * in a card. All of it is before if there is no card; after are the paragraphs after the last such line.
 */
export function around(text: string, cards: Card[]): [string, string] {
  const first = cards[0];
  if (!first) return [text, ""];
  const said = saidBy(cards);
  const lines = text.split("\n");
  const dropped = new Set<number>();
  lines.forEach((line, place) => {
    const stays = isHeading(line) || plain(line) === plain(first.summary);
    if (place && !stays && isSaid(line, said)) dropped.add(place);
  });
  const last = dropped.size ? Math.max(...dropped) : lines.length;
  const blank = lines.findIndex((line, place) => place > last && !line.trim());
  const end = blank < 0 ? lines.length : blank;
  const kept = (isIn: (place: number) => boolean) =>
    lines
      .filter((_, place) => isIn(place) && !dropped.has(place) && !(place && isLeftHeading(lines, place, dropped)))
      .join("\n")
      .replace(/\n{3,}/g, "\n\n")
      .trim();
  return [kept((place) => place < end), kept((place) => place >= end)];
}

/** The choice that does nothing but open the card, such as 'More: <its title>'. */
export function choiceOf(card: Card, choices: Choice[]): Choice | undefined {
  return choices.find((choice) => choice.label === `More: ${card.title}`);
}

/** Says whether the text tells the details of a card: then it is the answer and stands open. */
export function isTold(card: Card, text: string): boolean {
  if (!card.details.length) return true;
  const whole = ` ${plain(text)} `;
  const told = card.details.filter((line) => {
    const at = line.indexOf(": ");
    return whole.includes(` ${plain((at < 0 ? "" : line.slice(at + 2)) || line)} `);
  });
  return told.length * 2 >= card.details.length;
}

/** Says whether the words of a part stand in the text in one piece. */
export function says(text: string, part: string): boolean {
  return ` ${plain(text)} `.includes(` ${plain(part)} `);
}
