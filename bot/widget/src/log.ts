// The one live log: it is there from the start, and each new message is added to it once.

import { h, show } from "./dom";
import type { MessageMaker } from "./message";
import type { Item, Message } from "./types";

export class Log {
  readonly element: HTMLElement;
  private readonly boxes = new Map<string, HTMLElement>();
  private question: HTMLElement | null = null;
  private quiet: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param label What the log is called.
   * @param before What stands above the first message: who speaks here, and the privacy words.
   */
  constructor(
    private readonly maker: MessageMaker,
    label: string,
    private readonly before: HTMLElement,
  ) {
    this.element = h("div", { class: "log", role: "log", "aria-live": "polite", "aria-label": label, tabindex: "0" });
  }

  /** Begins anew, with the greeting and perhaps a notice above it. */
  reset(greeting: HTMLElement, notice: HTMLElement | null): void {
    this.boxes.clear();
    this.question = null;
    this.quietly(() => this.element.replaceChildren(this.before, greeting));
    if (notice) {
      this.element.insertBefore(notice, greeting);
      this.element.scrollTop = 0;
    }
  }

  /** Shows the resident's words at once. */
  addWaiting(item: Item): void {
    const box = this.maker.waiting(item.shown);
    this.boxes.set(item.clientId, box);
    this.listen();
    this.element.append(box);
    this.reveal(box);
  }

  /** Takes back words that were refused. */
  takeBack(item: Item): void {
    this.boxes.get(item.clientId)?.remove();
    this.boxes.delete(item.clientId);
  }

  /** Adds messages that are not there yet; history is not read out. Returns how many are new. */
  add(messages: Message[], isHistory: boolean): number {
    let added = 0;
    let first: HTMLElement | null = null;
    const work = () => {
      for (const message of messages) {
        const element = this.addOne(message);
        if (!element) continue;
        if (message.from !== "resident") {
          added += 1;
          first = first ?? element;
        }
      }
    };
    this.adopt(messages[0]);
    const isNew = messages.some((message) => !this.find(message.id));
    if (isHistory && isNew) this.quietly(work);
    else if (isNew) {
      this.listen();
      work();
    }
    if (isHistory) this.element.scrollTop = this.element.scrollHeight;
    else if (first) this.reveal(first);
    return isHistory ? 0 : added;
  }

  /** Returns every button that puts a card on the list. */
  keepButtons(): NodeListOf<HTMLElement> {
    return this.element.querySelectorAll<HTMLElement>("button.keep");
  }

  /** Does something that changes the height of the log; what stood at its end stays in sight. */
  holding(work: () => void): void {
    const { scrollTop, scrollHeight, clientHeight } = this.element;
    const isAtEnd = scrollHeight - scrollTop - clientHeight < 24;
    work();
    if (isAtEnd) this.element.scrollTop = this.element.scrollHeight;
  }

  /** The greeting that stood here before there was a conversation becomes its first message. */
  private adopt(first: Message | undefined): void {
    const greeting = first?.from === "assistant" ? this.find("0") : null;
    if (greeting && first) greeting.dataset["id"] = first.id;
  }

  private addOne(message: Message): HTMLElement | null {
    if (this.find(message.id)) return null;
    const waiting = message.client_id ? this.boxes.get(message.client_id) : undefined;
    if (waiting) {
      this.settle(waiting, message);
      return waiting;
    }
    const element = this.maker.make(message);
    this.element.insertBefore(element, this.element.querySelector(".waiting"));
    this.ask(message, element);
    return element;
  }

  /** The stored message takes the place of the words that waited, without being read out again. */
  private settle(box: HTMLElement, message: Message): void {
    this.boxes.delete(message.client_id ?? "");
    const stored = this.maker.make(message);
    box.classList.remove("waiting");
    box.dataset["id"] = message.id;
    const [now, then] = [box.querySelector(".words"), stored.querySelector(".words")];
    if (now && then && now.textContent !== then.textContent) now.replaceWith(then);
    const time = stored.querySelector("time");
    if (time) box.querySelector(".who")?.append(" ", time);
    if (this.question) show(this.question, false);
  }

  /** Asks under the newest answer, and only there, whether it helped. */
  private ask(message: Message, element: HTMLElement): void {
    this.question?.remove();
    this.question = null;
    if (message.from !== "assistant" || !message.cards.length || typeof message.helped === "boolean") return;
    this.question = this.maker.question(message);
    element.append(this.question);
  }

  private find(id: string): HTMLElement | null {
    return this.element.querySelector<HTMLElement>(`[data-id="${id}"]`);
  }

  private quietly(work: () => void): void {
    this.element.setAttribute("aria-live", "off");
    work();
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => this.listen(), 200);
  }

  private listen(): void {
    clearTimeout(this.quiet);
    this.element.setAttribute("aria-live", "polite");
  }

  /** Brings a message into sight: the question stays above its answer, unless it is long. */
  private reveal(box: HTMLElement): void {
    const before = box.previousElementSibling as HTMLElement | null;
    const isShort = before?.classList.contains("from-resident") && before.offsetHeight < this.element.clientHeight / 4;
    const top = isShort && before ? before : box;
    this.element.scrollTop = top.offsetTop - this.element.offsetTop - 12;
  }
}
