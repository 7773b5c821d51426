// The resident's list: names of public records, to print, to send to oneself, or to scan.

import { query, type Api } from "./api";
import { drawing, h, show } from "./dom";
import type { Memory } from "./memory";
import type { Texts } from "./texts";
import type { Card, Message } from "./types";

const MOST = 20;

export class Shortlist {
  private readonly cards = new Map<string, Card>();

  constructor(
    private readonly api: Api,
    private readonly memory: Memory,
    private readonly texts: Texts,
    private readonly name: string,
    private readonly changed: () => void,
  ) {}

  get size(): number {
    return this.memory.list.length;
  }

  has(ref: string): boolean {
    return this.memory.list.includes(ref);
  }

  /** Learns the cards of messages, so that the list can show their names. */
  learn(messages: Message[]): void {
    for (const message of messages) {
      for (const card of message.cards) if (card.ref) this.cards.set(card.ref, card);
    }
  }

  /** Puts a card on the list or takes it off. */
  set(ref: string, isKept: boolean): void {
    const others = this.memory.list.filter((one) => one !== ref);
    this.memory.list = isKept ? [...others, ref].slice(-MOST) : others;
    this.changed();
  }

  get address(): string {
    return `${this.api.base}list?${query(this.memory.list)}`;
  }

  /** Fills a view with the list as it is now. */
  fill(view: HTMLElement): void {
    const texts = this.texts;
    if (!this.size) {
      view.replaceChildren(h("p", {}, texts.say("list_empty")));
      return;
    }
    const items = this.memory.list.map((ref) => this.item(ref, () => this.fill(view)));
    const code = h("div", { class: "code", hidden: true });
    view.replaceChildren(
      h("p", {}, texts.say("list_words")),
      h("ul", { class: "kept" }, ...items),
      h("p", { class: "acts" }, h("a", { href: this.address, target: "_blank", rel: "noopener" }, texts.say("list_print"))),
      h("p", { class: "acts" }, h("a", { href: this.mail() }, texts.say("list_mail"))),
      h("p", { class: "acts" }, h("button", { type: "button", class: "plain", click: () => void this.code(code) }, texts.say("list_qr"))),
      code,
    );
  }

  private item(ref: string, refill: () => void): HTMLElement {
    const card = this.cards.get(ref);
    const title = card?.title ?? ref;
    const take = () => {
      this.set(ref, false);
      refill();
    };
    const label = this.texts.say("list_remove", { title });
    return h(
      "li",
      {},
      card?.url ? h("a", { href: card.url, rel: "noopener" }, title) : h("span", {}, title),
      h("button", { type: "button", class: "small", "aria-label": label, click: take }, this.texts.say("remove")),
    );
  }

  /** A letter to oneself: nothing passes through us. */
  private mail(): string {
    const lines = this.memory.list.flatMap((ref) => {
      const card = this.cards.get(ref);
      if (!card) return [];
      const phone = card.details.find((line) => line.startsWith("Telephone: "));
      return [card.title, phone, card.url, `${this.texts.say("source")} ${card.source}. ${card.checked}`, ""];
    });
    const body = [...lines, this.address].filter((line) => line != null).join("\r\n");
    const subject = this.texts.say("mail_subject", { name: this.name });
    return `mailto:?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body)}`;
  }

  private async code(box: HTMLElement): Promise<void> {
    show(box, true);
    try {
      const { url, qr } = await this.api.shortlist(this.memory.list);
      const label = this.texts.say("list_qr_label", { address: url });
      box.replaceChildren(drawing(`0 0 ${qr.size} ${qr.size}`, [qr.path], label));
    } catch {
      box.replaceChildren(h("p", {}, this.texts.say("list_qr_failed")));
    }
  }
}
