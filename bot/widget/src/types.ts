// The shapes of the public interface, as docs/api.md tells them, and of what the server writes
// into the file.

export type Sender = "resident" | "assistant" | "adviser" | "system";

export interface Card {
  kind: string;
  title: string;
  summary: string;
  details: string[];
  url: string | null;
  source: string;
  checked: string;
  /** The record's name in public addresses; empty where there is none. */
  ref?: string;
}

export interface Choice {
  id: string;
  label: string;
}

export interface Message {
  id: string;
  from: Sender;
  at: string;
  text: string;
  cards: Card[];
  choices: Choice[];
  /** Who wrote it, for advisers. */
  name?: string | null;
  /** The language of the text, when it is known. */
  language?: string | null;
  /** The name that the client gave the message when it sent it. */
  client_id?: string | null;
  helped?: boolean | null;
}

export type State =
  | "with_assistant"
  | "offered"
  | "waiting"
  | "with_adviser"
  | "callback_booked"
  | "given_back"
  | "closed";

export interface Status {
  state: State;
  place: number | null;
  adviser: string | null;
  is_typing: boolean;
}

/** What opens a conversation. */
export interface Ticket {
  id: string;
  token: string;
}

export interface Opened extends Ticket {
  messages: Message[];
}

/** What is local: written into the file by the server, from its site file and settings. */
export interface Site {
  name: string;
  strapline: string;
  council: { name: string; url: string };
  emergency: { number: string; samaritans: string };
  limit: number;
  days: number;
  greeting: string;
  starts: { key: string; label: string; subjects: string[] }[];
  languages: string[];
  colours: { light: Record<string, string>; dark: Record<string, string> };
}

export type Said = { text: string } | { choice: string } | { start: string };

/** What is waiting to be sent: kept in memory only. */
export interface Item {
  said: Said;
  shown: string;
  clientId: string;
}
