// The open chat: head, log, state, composer, and the links that stand in one place in every state.

import type { Api } from "./api";
import { Composer } from "./composer";
import { Conversation, type Face, type Trouble } from "./conversation";
import { h, put, show } from "./dom";
import { head, help, privacyWords, removal, view, type Parts } from "./frame";
import { Shortlist } from "./list";
import { Log } from "./log";
import type { Memory } from "./memory";
import { MessageMaker } from "./message";
import { statusWords } from "./state";
import type { Texts } from "./texts";
import type { Item, Message, Said, Site, Status } from "./types";

const SLOW_MS = 400;

export interface Wishes {
  subject: string;
  greeting: string;
  /** Where links lead: empty for the same window, `_top` in a frame. */
  linkTarget: string;
}

export class Panel implements Face {
  readonly element: HTMLElement;
  readonly conversation: Conversation;
  readonly composer: Composer;
  private readonly log: Log;
  private readonly maker: MessageMaker;
  private readonly list: Shortlist;
  private readonly state = h("p", { class: "state", role: "status" });
  private readonly restart: HTMLElement;
  private readonly views: Record<"chat" | "list" | "remove", HTMLElement>;
  private readonly parts: Parts;
  private status: Status | null = null;
  private trouble: Trouble = null;
  private isSlow = false;
  private slowTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly site: Site,
    private readonly texts: Texts,
    private readonly api: Api,
    memory: Memory,
    private readonly wishes: Wishes,
    private readonly onNew: (count: number) => void,
    onClose: (() => void) | null,
  ) {
    this.list = new Shortlist(api, memory, texts, site.name, () => this.onList());
    this.maker = new MessageMaker(texts, site, this.hands(), wishes.linkTarget);
    this.log = new Log(this.maker, texts.say("conversation"), privacyWords(texts, site, api.base));
    this.composer = new Composer(
      texts, site.limit, (text) => this.send({ text }, text), () => this.conversation.typing(),
    );
    this.restart = h("button", { type: "button", class: "small", click: () => this.startNew() }, texts.say("start_new"));
    const keys = site.starts.map(({ key }) => key);
    this.conversation = new Conversation(api, memory, keys, this);
    this.parts = {
      head: head(texts, site, api.base, onClose, () => this.openPage()),
      help: help(texts, api.base, {
        person: () => this.talk(),
        list: () => this.turn("list"),
        remove: () => this.turn("remove"),
      }),
    };
    this.views = this.makeViews();
    this.element = h("div", { class: "panel" });
    put(this.element, this.parts.head.element, ...Object.values(this.views), this.parts.help.element);
    this.log.reset(this.greeting(), null);
    this.onList();
    this.showState();
  }

  onMessages(messages: Message[], isHistory: boolean): void {
    this.list.learn(messages);
    const added = this.log.add(messages, isHistory);
    if (added) this.onNew(added);
  }

  onStatus(status: Status | null): void {
    this.status = status;
    this.parts.head.say(status?.state === "with_adviser", status?.adviser ?? null);
    this.showState();
  }

  onBusy(isBusy: boolean): void {
    clearTimeout(this.slowTimer);
    this.isSlow = false;
    this.element.classList.toggle("busy", isBusy);
    if (isBusy) {
      this.slowTimer = setTimeout(() => {
        this.isSlow = true;
        this.showState();
      }, SLOW_MS);
    }
    this.showState();
  }

  onTrouble(trouble: Trouble): void {
    this.trouble = trouble;
    this.showState();
  }

  onRefused(item: Item, sentence: string): void {
    this.log.takeBack(item);
    const words = "text" in item.said ? item.said.text : "";
    this.composer.giveBack(words, sentence || this.texts.say("not_understood"));
  }

  onGone(isDeletedHere: boolean): void {
    const words = this.texts.say(isDeletedHere ? "deleted" : "gone");
    this.turn("chat");
    this.log.reset(this.greeting(), this.maker.notice(words));
    this.onList();
  }

  /** Puts the focus where it belongs when the chat opens. */
  focus(): void {
    const isTouch = matchMedia("(pointer: coarse)").matches;
    (isTouch ? this.parts.head.title : this.composer.field).focus();
  }

  private hands() {
    return {
      choose: (choice: { id: string; label: string }) => this.send({ choice: choice.id }, choice.label),
      start: (key: string, label: string) => this.send({ start: key }, label),
      keep: (card: { ref?: string }, isKept: boolean) => this.list.set(card.ref ?? "", isKept),
      isKept: (ref: string) => this.list.has(ref),
      helped: (message: Message, helped: boolean) =>
        void this.conversation.helped(message.id, helped).catch(() => undefined),
    };
  }

  private makeViews(): Record<"chat" | "list" | "remove", HTMLElement> {
    const texts = this.texts;
    const chat = h("div", { class: "view chat" }, this.log.element);
    put(chat, h("div", { class: "below" }, this.state, this.restart), this.composer.element);
    const back = () => this.goBack();
    return {
      chat,
      list: view(texts, "list", "list", back),
      remove: view(texts, "remove", "delete_title", back),
    };
  }

  private greeting(): HTMLElement {
    const { subject, greeting } = this.wishes;
    const isFirst = (start: Site["starts"][number]) => start.key === subject || start.subjects.includes(subject);
    const first = this.site.starts.filter(isFirst);
    const element = this.maker.greeting(first, this.site.starts.filter((start) => !isFirst(start)));
    if (greeting) element.querySelector(".words")?.prepend(h("p", { class: "welcome" }, greeting));
    return element;
  }

  private send(said: Said, shown: string): void {
    this.turn("chat");
    this.log.addWaiting(this.conversation.say(said, shown));
    this.composer.field.focus();
  }

  private talk(): void {
    const start = this.site.starts.find(({ key }) => key === "talk_to_person");
    this.send({ start: "talk_to_person" }, start?.label ?? this.texts.say("person"));
  }

  private startNew(): void {
    void this.conversation.remove().catch(() => this.composer.complain(this.texts.say("delete_failed")));
    this.composer.field.focus();
  }

  private openPage(): void {
    // The window is opened at once, because a browser blocks one that is opened later.
    const page = open("", "_blank");
    const go = (address: string) => {
      if (page) page.location.href = address;
      else location.href = address;
    };
    this.conversation.page().then(go, () => go(`${this.api.base}chat`));
  }

  private turn(name: "chat" | "list" | "remove"): void {
    for (const [other, element] of Object.entries(this.views)) show(element, other === name);
    if (name === "chat") return;
    const body = this.views[name].querySelector<HTMLElement>(".body");
    if (body && name === "list") this.list.fill(body);
    if (body && name === "remove") {
      removal(body, this.texts, this.conversation.isOpen, {
        remove: () => this.conversation.remove(),
        transcript: () => this.conversation.transcript(),
        back: () => this.goBack(),
      });
    }
    this.views[name].querySelector("h3")?.focus();
  }

  private goBack(): void {
    this.turn("chat");
    this.composer.field.focus();
  }

  private onList(): void {
    this.parts.help.count(this.list.size);
    for (const button of this.log.keepButtons()) {
      this.maker.mark(button, this.list.has(button.dataset["ref"] ?? ""));
    }
  }

  private showState(): void {
    const words = this.trouble
      ? this.texts.say(this.trouble)
      : this.isSlow ? this.texts.say("looking") : statusWords(this.texts, this.status);
    this.log.holding(() => {
      if (this.state.textContent !== words) this.state.textContent = words;
      this.state.classList.toggle("trouble", this.trouble !== null);
      show(this.restart, this.status?.state === "closed");
    });
  }
}
