// What a status means, in words.

import type { Texts } from "./texts";
import type { Status } from "./types";

/** Returns the sentence about who answers, or an empty text when there is nothing to say. */
export function statusWords(texts: Texts, status: Status | null): string {
  if (!status) return "";
  const { state, adviser, place } = status;
  if (state === "waiting") return place ? texts.say("waiting_place", { place }) : texts.say("waiting");
  if (state === "with_adviser" && status.is_typing) {
    return adviser ? texts.say("typing", { adviser }) : texts.say("someone_typing");
  }
  if (state === "with_adviser") return adviser ? texts.say("with_adviser", { adviser }) : texts.say("with_someone");
  if (state === "callback_booked" || state === "given_back" || state === "closed") return texts.say(state);
  return "";
}
