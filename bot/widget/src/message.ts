// One message as elements: who wrote it, the words, cards, choices.

import { around, choiceOf, isTold, says } from "./beside";
import { h, put, type Child } from "./dom";
import { blocks, details, folded, linked, typed } from "./markup";
import type { Texts } from "./texts";
import type { Card, Choice, Message, Site } from "./types";

/** What a message's buttons do. */
export interface Hands {
  choose(choice: Choice): void;
  start(key: string, label: string): void;
  keep(card: Card, isKept: boolean): void;
  isKept(ref: string): boolean;
  helped(message: Message, helped: boolean): void;
}

const CONTENT_LANGUAGE = "en-GB";

export class MessageMaker {
  constructor(
    private readonly texts: Texts,
    private readonly site: Site,
    private readonly hands: Hands,
    private readonly linkTarget: string,
  ) {}

  /** Makes the element of a message. */
  make(message: Message): HTMLElement {
    const isResident = message.from === "resident";
    const [text, after] = isResident ? [message.text, ""] : around(message.text, message.cards);
    const opening = message.cards.map((card) => choiceOf(card, message.choices));
    const choices = message.choices.filter((choice) => !opening.includes(choice));
    const element = h(
      "div",
      { class: `message from-${message.from}`, "data-id": message.id },
      this.who(message),
      h("div", { class: "words", ...this.language(message) }, ...(isResident ? [typed(text)] : this.said(text, message))),
      ...message.cards.map((card) => this.card(card, message, text)),
      after && h("div", { class: "words after", ...this.language(message) }, ...blocks(after)),
      choices.length > 0 && this.choices(choices, this.language(message)),
    );
    return this.aim(element);
  }

  /** The words of a message. Where cards say the rest, what only explains the answer is folded away. */
  private said(text: string, message: Message): HTMLElement[] {
    if (!message.cards.length) return blocks(text);
    const { language, direction } = this.texts;
    return folded(text, () => h("span", { lang: language, dir: direction }, this.texts.say("more_about")));
  }

  /** Makes the greeting that stands before there is a conversation, with its ways to start. */
  greeting(first: Site["starts"], others: Site["starts"]): HTMLElement {
    const message: Message = {
      id: "0", from: "assistant", at: "", text: this.site.greeting, cards: [], choices: [],
    };
    const element = this.make(message);
    this.fold(element.querySelector(".words"));
    const buttons = (starts: Site["starts"]) =>
      starts.map(({ key, label }) => this.button(label, () => this.hands.start(key, label), key === "talk_to_person"));
    const language = this.language(message);
    if (first.length) put(element, h("div", { class: "choices first", ...language }, ...buttons(first)));
    const title = first.length > 0 && h("p", { class: "others" }, this.texts.say("other_ways"));
    put(element, title, h("div", { class: "choices", ...language }, ...buttons(others)));
    return element;
  }

  /** Folds all but the first paragraph away, so that the ways to start are in sight. */
  private fold(words: Element | null): void {
    const rest = words ? [...words.children].slice(1) : [];
    if (!words || !rest.length) return;
    const { language, direction } = this.texts;
    const summary = h("summary", { lang: language, dir: direction }, this.texts.say("more_about_me"));
    words.append(h("details", {}, summary, ...rest));
  }

  /** Makes the resident's own words as they stand until the server has them. */
  waiting(shown: string): HTMLElement {
    const element = this.make({
      id: "", from: "resident", at: "", text: shown, cards: [], choices: [],
    });
    element.classList.add("waiting");
    return element;
  }

  /** Makes a notice of our own, such as that the chat is deleted. */
  notice(words: string): HTMLElement {
    const who = h("p", { class: "who" }, h("span", { class: "sender" }, this.texts.say("notice")));
    return h("div", { class: "message from-system" }, who, h("div", { class: "words" }, h("p", {}, words)));
  }

  /** Makes the question whether an answer helped; one tap answers it. */
  question(message: Message): HTMLElement {
    const answer = (helped: boolean) => {
      const thanks = h("p", { class: "thanks" }, this.texts.say(helped ? "helped_yes" : "helped_no"));
      element.replaceChildren(thanks);
      this.hands.helped(message, helped);
    };
    const button = (label: "yes" | "no", helped: boolean) =>
      h(
        "button",
        { type: "button", class: "small", "aria-label": this.texts.say(helped ? "yes_which" : "no_which"), click: () => answer(helped) },
        this.texts.say(label),
      );
    const element = h(
      "div",
      { class: "helped", role: "group", "aria-label": this.texts.say("helped") },
      h("span", {}, this.texts.say("helped")),
      button("yes", true),
      button("no", false),
    );
    return element;
  }

  private who(message: Message): HTMLElement {
    const names = {
      resident: this.texts.say("you"),
      assistant: this.site.name,
      adviser: message.name || this.texts.say("adviser"),
      system: this.texts.say("notice"),
    };
    const role =
      message.from === "assistant" ? this.texts.say("is_automated") : message.name ? this.texts.say("adviser") : "";
    return h(
      "p",
      { class: "who" },
      h("span", { class: "sender" }, names[message.from]),
      role && " ",
      role && h("span", {}, role),
      message.at && " ",
      message.at && h("time", { datetime: message.at }, clockTime(message.at, this.texts.language)),
    );
  }

  /** The language of a message is marked where it may differ from the interface's. */
  private language(message: Message): Record<string, string> {
    if (message.from === "resident" || message.from === "adviser") return { dir: "auto" };
    return this.marked(message.language || CONTENT_LANGUAGE);
  }

  private marked(language: string): Record<string, string> {
    return language === this.texts.language ? {} : { lang: language, dir: "auto" };
  }

  private card(card: Card, message: Message, text: string): HTMLElement {
    const list = details(card.details, (label, words) => this.map(label, words));
    const isOpen = isTold(card, message.text) || message.cards.length === 1;
    const title = card.url ? h("a", { href: card.url, rel: "noopener" }, card.title) : card.title;
    const folded = () =>
      h(
        "details",
        {},
        h("summary", { "aria-label": this.texts.say("details_of", { title: card.title }) }, this.texts.say("details")),
        ...list,
      );
    return h(
      "section",
      { class: "card", "aria-label": card.title, ...this.marked(CONTENT_LANGUAGE) },
      h("h3", {}, title),
      ...(card.summary && !says(text, card.summary) ? blocks(card.summary) : []),
      ...(isOpen || !list.length ? list : [folded()]),
      h(
        "div",
        { class: "source" },
        card.source && h("p", {}, `${this.texts.say("source")} `, ...linked(card.source)),
        card.checked && h("p", {}, ...linked(card.checked)),
      ),
      h("div", { class: "does" }, this.opens(card, message.choices), card.ref && this.keep(card)),
    );
  }

  /** A small link to a map where an address is known: nothing is asked of it until it is followed. */
  private map(label: string, words: string): Child {
    if (label !== "Address") return null;
    const href = `https://www.openstreetmap.org/search?query=${encodeURIComponent(words)}`;
    const name = this.texts.say("map_of", { address: words });
    return h("a", { class: "map", href, rel: "noopener noreferrer", "aria-label": name }, this.texts.say("map"));
  }

  /** The button that opens a card, in the place of a choice with its whole title. */
  private opens(card: Card, choices: Choice[]): Child {
    const choice = choiceOf(card, choices);
    if (!choice) return null;
    const click = () => this.hands.choose(choice);
    return h("button", { type: "button", class: "small", "aria-label": choice.label, click }, this.texts.say("more"));
  }

  private keep(card: Card): HTMLElement {
    const button = h("button", { type: "button", class: "small keep" });
    button.dataset["ref"] = card.ref ?? "";
    button.dataset["title"] = card.title;
    this.mark(button, this.hands.isKept(card.ref ?? ""));
    button.addEventListener("click", () => {
      const isKept = button.getAttribute("aria-pressed") !== "true";
      this.hands.keep(card, isKept);
    });
    return button;
  }

  /** Shows on a button whether its card is on the list. */
  mark(button: HTMLElement, isKept: boolean): void {
    const label = this.texts.say(isKept ? "saved" : "save");
    button.setAttribute("aria-pressed", String(isKept));
    button.setAttribute("aria-label", this.texts.say("save_which", { label, title: button.dataset["title"] ?? "" }));
    button.textContent = label;
  }

  private choices(choices: Choice[], language: Record<string, string>): HTMLElement {
    return h(
      "div",
      { class: "choices", ...language },
      ...choices.map((choice) =>
        this.button(choice.label, () => this.hands.choose(choice), choice.label === "Talk to a person"),
      ),
    );
  }

  private button(label: string, click: () => void, isPerson: boolean): HTMLElement {
    return h("button", { type: "button", class: isPerson ? "arm person" : "arm", click }, label);
  }

  private aim(element: HTMLElement): HTMLElement {
    if (this.linkTarget) {
      for (const link of element.querySelectorAll("a[href^=http]")) link.setAttribute("target", this.linkTarget);
    }
    return element;
  }
}

function clockTime(at: string, language: string): string {
  return new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" }).format(new Date(at));
}
