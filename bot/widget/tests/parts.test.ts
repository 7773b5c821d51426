import assert from "node:assert/strict";
import { test } from "node:test";

import { query } from "../src/api";
import { statusWords } from "../src/state";
import { EventParser } from "../src/stream";
import { choose, Texts } from "../src/texts";
import type { Status } from "../src/types";

test("events come whole, however the stream is cut", () => {
  const stream = 'retry: 3000\n\n: still here\n\nid: 7\nevent: message\ndata: {"a":1}\n\nevent: status\ndata: {}\r\n\r\ndata: x\ndata: y\n\nid: 8';
  for (const size of [1, 2, 7, 1000]) {
    const parser = new EventParser();
    const found = [];
    for (let at = 0; at < stream.length; at += size) found.push(...parser.take(stream.slice(at, at + size)));
    assert.deepEqual(found, [
      { name: "message", id: "7", data: '{"a":1}' },
      { name: "status", id: "", data: "{}" },
      { name: "message", id: "", data: "x\ny" },
    ]);
  }
});

test("texts fall back to English, fill their places and count", () => {
  const texts = new Texts({ language: "cy", direction: "ltr", send: "Anfon" });
  assert.equal(texts.say("send"), "Anfon");
  assert.equal(texts.say("open", { name: "Signpost" }), "Ask Signpost");
  assert.equal(new Texts().count("left", 1), "1 character left");
  assert.equal(new Texts().count("left", 2), "2 characters left");
  assert.equal(new Texts().direction, "ltr");
  assert.equal(new Texts({ direction: "rtl" }).direction, "rtl");
});

test("the nearest language that is there is chosen", () => {
  assert.equal(choose(["cy"], ["cy", "en"]), "cy");
  assert.equal(choose(["pl", "gu-IN"], ["en", "gu"]), "gu");
  assert.equal(choose(["en-GB"], ["cy", "en"]), "en");
  assert.equal(choose(["xx"], ["cy", "en"]), "en");
  assert.equal(choose([], []), "en");
});

test("a status is said in words", () => {
  const texts = new Texts();
  const status = (changes: Partial<Status>): Status => ({
    state: "with_assistant", place: null, adviser: null, is_typing: false, ...changes,
  });
  const said = (changes: Partial<Status>) => statusWords(texts, status(changes));
  assert.equal(statusWords(texts, null), "");
  assert.equal(said({}), "");
  assert.equal(said({ state: "offered" }), "");
  assert.match(said({ state: "waiting" }), /^Waiting for an adviser\. You can go on/);
  assert.match(said({ state: "waiting", place: 2 }), /number 2 in the queue/);
  assert.equal(said({ state: "with_adviser", adviser: "Asha" }), "You are talking with Asha.");
  assert.equal(said({ state: "with_adviser" }), "You are talking with an adviser.");
  assert.equal(said({ state: "with_adviser", adviser: "Asha", is_typing: true }), "Asha is typing…");
  assert.equal(said({ state: "with_adviser", is_typing: true }), "The adviser is typing…");
  assert.match(said({ state: "callback_booked" }), /call you back/);
  assert.match(said({ state: "given_back" }), /automated assistant again/);
  assert.match(said({ state: "closed" }), /has ended/);
});

test("a list is an address that holds names of records only", () => {
  assert.equal(query(["val", "a b&c"]), "r=val&r=a%20b%26c");
});
