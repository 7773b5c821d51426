// Follows a conversation: server-sent events over fetch, because EventSource cannot send a token.

import { Refused, type Api } from "./api";
import type { Message, Status, Ticket } from "./types";

export interface Event {
  name: string;
  id: string;
  data: string;
}

/** Cuts a stream of text into events; keeps what has not ended for the next piece. */
export class EventParser {
  private rest = "";

  /** Returns the events that this piece completes; comments and unknown fields are left out. */
  take(piece: string): Event[] {
    const blocks = (this.rest + piece).replace(/\r\n?/g, "\n").split("\n\n");
    this.rest = blocks.pop() ?? "";
    return blocks.map(parse).filter((event) => event.data !== "");
  }
}

function parse(block: string): Event {
  const event: Event = { name: "message", id: "", data: "" };
  for (const line of block.split("\n")) {
    const [, field, value] = /^(event|id|data): ?(.*)$/.exec(line) ?? [];
    if (field === "event") event.name = value ?? "";
    else if (field === "id") event.id = value ?? "";
    else if (field === "data") event.data += (event.data ? "\n" : "") + (value ?? "");
  }
  return event;
}

export interface Listener {
  after(): string;
  onMessage(message: Message): void;
  onStatus(status: Status): void;
  onGone(): void;
}

const QUIET_MS = 40000; // The server says that it is there every 15 seconds.
const MOST_WAIT_MS = 30000;

/** Keeps one stream open, and opens it again after a break, ever more rarely. */
export class Follower {
  private control: AbortController | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private wait = 1000;

  constructor(
    private readonly api: Api,
    private readonly listener: Listener,
  ) {}

  start(ticket: Ticket): void {
    if (this.control) return;
    this.control = new AbortController();
    void this.run(ticket, this.control);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.control?.abort();
    this.control = null;
  }

  private async run(ticket: Ticket, control: AbortController): Promise<void> {
    try {
      const answer = await this.api.events(ticket, this.listener.after(), control.signal);
      await this.read(answer, control);
    } catch (error) {
      if (this.control === control && error instanceof Refused && error.isGone) {
        this.control = null;
        return this.listener.onGone();
      }
    }
    this.again(ticket, control);
  }

  private again(ticket: Ticket, control: AbortController): void {
    if (this.control !== control) return;
    this.control = null;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.start(ticket), this.wait);
    this.wait = Math.min(this.wait * 2, MOST_WAIT_MS);
  }

  private async read(answer: Response, control: AbortController): Promise<void> {
    const reader = answer.body?.getReader();
    if (!reader) return;
    const parser = new EventParser();
    const decoder = new TextDecoder();
    let guard = setTimeout(() => control.abort(), QUIET_MS);
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done || this.control !== control) return;
        this.wait = 1000;
        clearTimeout(guard);
        guard = setTimeout(() => control.abort(), QUIET_MS);
        parser.take(decoder.decode(value, { stream: true })).forEach((event) => this.hand(event));
      }
    } finally {
      clearTimeout(guard);
    }
  }

  private hand(event: Event): void {
    if (event.name === "status") this.listener.onStatus(JSON.parse(event.data) as Status);
    else if (event.name === "message") this.listener.onMessage(JSON.parse(event.data) as Message);
  }
}
