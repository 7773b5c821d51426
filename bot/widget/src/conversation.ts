// One conversation as the panel uses it: what is sent, what comes, what happens when neither works.

import { Refused, type Api } from "./api";
import type { Memory } from "./memory";
import { Follower } from "./stream";
import type { Item, Message, Said, Status, Ticket } from "./types";

export type Trouble = "offline" | "unreachable" | null;

/** What the panel shows of it. */
export interface Face {
  /** Shows messages; `isHistory` when they are not new and must not be read out. */
  onMessages(messages: Message[], isHistory: boolean): void;
  onStatus(status: Status | null): void;
  onBusy(isBusy: boolean): void;
  onTrouble(trouble: Trouble): void;
  /** An item was not taken: gives its words back. */
  onRefused(item: Item, sentence: string): void;
  /** The conversation is no longer there; the messages on the screen are not ours to keep. */
  onGone(isDeletedHere: boolean): void;
}

const TYPING_EVERY_MS = 3000;
const MOST_RETRY_MS = 20000;

export class Conversation {
  private readonly queue: Item[] = [];
  private readonly follower: Follower;
  private last = "0";
  private starts: string[] = [];
  private isSending = false;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private retryMs = 2000;
  private typedAt = 0;
  private status: Status | null = null;
  private refused: Item | null = null;

  constructor(
    private readonly api: Api,
    private readonly memory: Memory,
    private readonly startKeys: string[],
    private readonly face: Face,
  ) {
    this.follower = new Follower(api, {
      after: () => this.last,
      onMessage: (message) => this.take([message], false),
      onStatus: (status) => this.takeStatus(status),
      onGone: () => this.lose(false),
    });
    memory.share(
      () => void this.resume(),
      () => this.lose(true),
    );
  }

  get isOpen(): boolean {
    return this.memory.ticket !== null;
  }

  /** Whether something typed has not reached the server yet. */
  get hasUnsent(): boolean {
    return this.queue.length > 0;
  }

  /** Reads the conversation that this browser window has, if any, and follows it. */
  async resume(): Promise<void> {
    const ticket = this.memory.ticket;
    if (!ticket) return;
    try {
      const found = await this.api.messages(ticket, this.last);
      this.take(found, this.last === "0");
      this.face.onTrouble(null);
      this.follow();
    } catch (error) {
      if (error instanceof Refused && error.isGone) return this.lose(false);
      this.retryLater(error, () => void this.resume());
    }
    this.api.status(ticket).then(
      (status) => this.takeStatus(status),
      () => undefined,
    );
  }

  /** Follows while the page is seen, or while a person may answer. */
  follow(): void {
    const ticket = this.memory.ticket;
    const hasPerson = this.status?.state === "waiting" || this.status?.state === "with_adviser";
    if (ticket && (document.visibilityState === "visible" || hasPerson)) this.follower.start(ticket);
    else this.follower.stop();
  }

  /** Ends the stream; a page that sleeps must not hold a connection. */
  pause(): void {
    this.follower.stop();
  }

  /** Wakes: sends what waits, and asks what was missed. */
  wake(): void {
    this.retryMs = 2000;
    void this.work();
    this.follow();
  }

  /**
   * Takes what the resident said; it is sent in its turn, once. Returns what waits.
   * What was refused and is said again in the same words keeps its name, so that it is taken once.
   */
  say(said: Said, shown: string): Item {
    const before = "text" in said && this.refused?.shown === shown ? this.refused : null;
    const item = { said, shown, clientId: before?.clientId ?? newId() };
    this.refused = null;
    this.queue.push(item);
    void this.work();
    return item;
  }

  /** Tells the adviser that the resident types; not more often than every few seconds. */
  typing(): void {
    const ticket = this.memory.ticket;
    if (!ticket || this.status?.state !== "with_adviser") return;
    if (Date.now() - this.typedAt < TYPING_EVERY_MS) return;
    this.typedAt = Date.now();
    this.api.typing(ticket).catch(() => undefined);
  }

  async helped(message: string, helped: boolean): Promise<void> {
    if (this.memory.ticket) await this.api.helped(this.memory.ticket, message, helped);
  }

  /** Returns the address of the page of this conversation. */
  async page(): Promise<string> {
    const ticket = this.memory.ticket;
    return ticket ? this.api.page(ticket) : `${this.api.base}chat`;
  }

  /** Returns the whole conversation as a text to keep. */
  async transcript(): Promise<Blob> {
    const ticket = this.memory.ticket;
    return ticket ? this.api.transcript(ticket) : new Blob();
  }

  /** Deletes the conversation, here and on the server. */
  async remove(): Promise<void> {
    const ticket = this.memory.ticket;
    if (!ticket) return;
    this.follower.stop();
    try {
      await this.api.remove(ticket);
    } catch (error) {
      if (!(error instanceof Refused && error.isGone)) {
        this.follow();
        throw error;
      }
    }
    this.lose(true);
  }

  private lose(isDeletedHere: boolean): void {
    this.follower.stop();
    this.memory.forget();
    this.last = "0";
    this.starts = [];
    this.status = null;
    this.face.onStatus(null);
    this.face.onGone(isDeletedHere);
  }

  private take(messages: Message[], isHistory: boolean): void {
    for (const message of messages) {
      if (Number(message.id) > Number(this.last)) this.last = message.id;
      this.drop(this.queue.find((item) => item.clientId === message.client_id));
      if (!this.starts.length && message.choices.length === this.startKeys.length) {
        this.starts = message.choices.map((choice) => choice.id);
      }
    }
    this.face.onMessages(messages, isHistory);
  }

  private takeStatus(status: Status): void {
    this.status = status;
    this.face.onStatus(status);
  }

  private drop(item: Item | undefined): void {
    const place = item ? this.queue.indexOf(item) : -1;
    if (place >= 0) this.queue.splice(place, 1);
  }

  private async ticket(): Promise<Ticket> {
    if (this.memory.ticket) return this.memory.ticket;
    const { id, token, messages } = await this.api.open();
    this.memory.open({ id, token });
    this.take(messages, true);
    return { id, token };
  }

  private async work(): Promise<void> {
    clearTimeout(this.retryTimer);
    if (this.isSending || !this.queue.length) return;
    this.isSending = true;
    this.face.onBusy(true);
    for (let item = this.queue[0]; item; item = this.queue[0]) {
      if (!(await this.sendOne(item))) break;
    }
    this.isSending = false;
    this.face.onBusy(false);
    if (this.isOpen) this.follow();
  }

  /** Sends one item; false when it has to wait. */
  private async sendOne(item: Item): Promise<boolean> {
    try {
      const ticket = await this.ticket();
      this.take(await this.api.send(ticket, this.bodyOf(item), item), false);
      this.drop(item);
      this.retryMs = 2000;
      this.face.onTrouble(null);
      return true;
    } catch (error) {
      // A server that says a sentence has decided, even when it is in trouble: about words of danger
      // the sentence holds the numbers to call. Silence, or a proxy's page, means try again.
      if (!(error instanceof Refused) || !error.message) {
        this.retryLater(error, () => void this.work());
        return false;
      }
      this.drop(item);
      this.refused = error.isGone ? null : item;
      if (error.isGone) this.lose(false);
      this.face.onRefused(item, error.message);
      return true;
    }
  }

  private bodyOf({ said, shown }: Item): object {
    if (!("start" in said)) return said;
    const choice = this.starts[this.startKeys.indexOf(said.start)];
    return choice ? { choice } : { text: shown };
  }

  private retryLater(error: unknown, again: () => void): void {
    this.face.onTrouble(error instanceof Refused || navigator.onLine ? "unreachable" : "offline");
    clearTimeout(this.retryTimer);
    this.retryTimer = setTimeout(again, this.retryMs);
    this.retryMs = Math.min(this.retryMs * 2, MOST_RETRY_MS);
  }
}

function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
