import assert from "node:assert/strict";
import { test } from "node:test";

import { Refused, type Api } from "../src/api";
import { Conversation, type Face, type Trouble } from "../src/conversation";
import type { Memory } from "../src/memory";
import type { Item, Message, Ticket } from "../src/types";

Object.defineProperty(globalThis, "navigator", { value: { onLine: true }, configurable: true });
Object.assign(globalThis, { document: { visibilityState: "hidden" } });

const message = (id: number, from: Message["from"], text: string, client: string | null = null): Message => ({
  id: String(id), from, at: "2026-11-24T09:30:00Z", text, cards: [], choices: [], client_id: client,
});

/** An invented server: it answers, or does what the test tells it to. */
function scene(send: (said: object, item: Item, taken: string[]) => Promise<Message[]>) {
  const taken: string[] = [];
  const seen = { opened: 0, troubles: [] as Trouble[], refused: [] as string[], gone: 0, shown: [] as string[] };
  let kept: Ticket | null = null;
  const memory = {
    get ticket() { return kept; },
    open: (ticket: Ticket) => { kept = ticket; },
    forget: () => { kept = null; },
    share: () => undefined,
  } as unknown as Memory;
  const api = {
    open: async () => {
      seen.opened += 1;
      const greeting = message(1, "assistant", "Hello.");
      greeting.choices = [{ id: "choice-a", label: "A" }, { id: "choice-b", label: "B" }];
      return { id: "x", token: "y", messages: [greeting] };
    },
    send: (_ticket: Ticket, said: object, item: Item) => send(said, item, taken),
  } as unknown as Api;
  const face: Face = {
    onMessages: (messages) => seen.shown.push(...messages.map((one) => one.text)),
    onStatus: () => undefined,
    onBusy: () => undefined,
    onTrouble: (trouble) => seen.troubles.push(trouble),
    onRefused: (item, sentence) => seen.refused.push(`${item.shown}: ${sentence}`),
    onGone: () => { seen.gone += 1; },
  };
  const conversation = new Conversation(api, memory, ["a", "b"], face);
  const settled = async () => {
    for (let round = 0; round < 50; round += 1) await Promise.resolve();
  };
  return { conversation, seen, taken, settled };
}

const answers = async (said: object, item: Item, taken: string[]): Promise<Message[]> => {
  taken.push(JSON.stringify(said));
  return [message(taken.length * 2, "resident", item.shown, item.clientId), message(taken.length * 2 + 1, "assistant", "Yes.")];
};

test("messages are sent in order, over one conversation", async () => {
  const { conversation, seen, taken, settled } = scene(answers);
  for (const text of ["one", "two", "three"]) conversation.say({ text }, text);
  await settled();
  assert.deepEqual(taken, ['{"text":"one"}', '{"text":"two"}', '{"text":"three"}']);
  assert.equal(seen.opened, 1);
  assert.equal(conversation.hasUnsent, false);
});

test("a way to start becomes the choice of the greeting that offers it", async () => {
  const { conversation, taken, settled } = scene(answers);
  conversation.say({ start: "b" }, "B");
  await settled();
  assert.deepEqual(taken, ['{"choice":"choice-b"}']);
});

test("what cannot be sent waits and is sent again under the same name", async () => {
  const names: string[] = [];
  let isDown = true;
  const { conversation, seen, settled } = scene(async (said, item, taken) => {
    names.push(item.clientId);
    if (isDown) throw new TypeError("no network");
    return answers(said, item, taken);
  });
  conversation.say({ text: "one" }, "one");
  await settled();
  assert.equal(conversation.hasUnsent, true);
  assert.deepEqual(seen.troubles, ["unreachable"]);
  isDown = false;
  conversation.wake();
  await settled();
  assert.equal(conversation.hasUnsent, false);
  assert.equal(names.length, 2);
  assert.equal(names[0], names[1]);
  assert.match(names[0] ?? "", /^[0-9a-f]{32}$/);
  assert.equal(seen.troubles.at(-1), null);
});

test("a refused message is given back, and the next one is sent", async () => {
  const { conversation, seen, taken, settled } = scene(async (said, item, sent) => {
    if (item.shown === "bad") throw new Refused("It is too long.", 422);
    return answers(said, item, sent);
  });
  conversation.say({ text: "bad" }, "bad");
  conversation.say({ text: "good" }, "good");
  await settled();
  assert.deepEqual(seen.refused, ["bad: It is too long."]);
  assert.deepEqual(taken, ['{"text":"good"}']);
});

test("what was refused keeps its name when the same words are sent again, and only then", async () => {
  const names: string[] = [];
  const { conversation, settled } = scene(async (_said, item) => {
    names.push(item.clientId);
    throw new Refused("In a moment.", 503);
  });
  for (const text of ["one", "one", "two", "one"]) {
    conversation.say({ text }, text);
    await settled();
  }
  const [first, again, other, later] = names;
  assert.equal(again, first);
  assert.equal(new Set([first, other, later]).size, 3);
});

test("a server in trouble that says a sentence is heard; one that says nothing is asked again", async () => {
  const first = scene(async () => { throw new Refused("Call 999 now.", 503); });
  first.conversation.say({ text: "help" }, "help");
  await first.settled();
  assert.deepEqual(first.seen.refused, ["help: Call 999 now."]);
  const second = scene(async () => { throw new Refused("", 502); });
  second.conversation.say({ text: "help" }, "help");
  await second.settled();
  assert.deepEqual(second.seen.refused, []);
  assert.equal(second.conversation.hasUnsent, true);
  second.conversation.pause();
});

test("a conversation that is gone is forgotten and the words are given back", async () => {
  const { conversation, seen, settled } = scene(async () => { throw new Refused("Gone.", 404); });
  conversation.say({ text: "one" }, "one");
  await settled();
  assert.equal(seen.gone, 1);
  assert.equal(conversation.isOpen, false);
  assert.deepEqual(seen.refused, ["one: Gone."]);
});
