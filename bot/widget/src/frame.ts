// What stands around the conversation: the head, the words before the first message, the links.

import { drawing, h, put } from "./dom";
import type { Key, Texts } from "./texts";
import type { Site } from "./types";

/** A fingerpost: the mark of the launcher and of the head. */
export function mark(): SVGSVGElement {
  return drawing("0 0 32 32", ["M14.5 2h3v28h-3z", "M4 6h18l5 4-5 4H4z", "M28 16H12l-5 3.5 5 3.500h16z"]);
}

export interface Parts {
  head: { element: HTMLElement; title: HTMLElement; say(isPerson: boolean, adviser: string | null): void };
  help: { element: HTMLElement; count(size: number): void };
}

function iconButton(label: string, path: string, click: () => void): HTMLElement {
  return h("button", { type: "button", class: "icon", "aria-label": label, title: label, click }, drawing("0 0 24 24", [path]));
}

/** The head: whose chat it is, who answers, and the numbers for danger. */
export function head(
  texts: Texts, site: Site, base: string, onClose: (() => void) | null, onPage: () => void,
): Parts["head"] {
  // In a page of its own it is the page's first heading.
  const title = h(onClose ? "h2" : "h1", { tabindex: "-1", id: "title" }, site.name);
  const role = h("p", { class: "role" }, texts.say("automated"));
  const page = iconButton(texts.say("open_page"), "M5 5h6v2H7v10h10v-4h2v6H5zm8-1h7v7h-2V7.400l-7.300 7.300-1.400-1.400L16.600 6H13z", onPage);
  const close = onClose && iconButton(texts.say("close"), "M6.400 5 12 10.600 17.600 5 19 6.400 13.400 12l5.600 5.600-1.400 1.400-5.600-5.600L6.400 19 5 17.600l5.600-5.600L5 6.400z", onClose);
  const top = h("div", { class: "top" }, mark(), h("div", { class: "whose" }, title, role), page, close);
  const element = h("div", { class: "head" }, top, danger(texts, site));
  void base;
  return {
    element,
    title,
    say(isPerson, adviser) {
      const words = adviser ? texts.say("role_adviser", { adviser }) : texts.say("role_someone");
      role.textContent = isPerson ? words : texts.say("automated");
    },
  };
}

function danger(texts: Texts, site: Site): HTMLElement {
  const { number, samaritans } = site.emergency;
  const line = (key: "danger" | "talk", digits: string) => {
    const [before, after] = texts.say(key, { number: "\0" }).split("\0");
    return h("span", {}, before, h("a", { href: `tel:${digits.replace(/\s/g, "")}` }, digits), after);
  };
  return h("p", { class: "danger" }, line("danger", number), " ", line("talk", samaritans));
}

function outside(words: string, href: string): HTMLElement {
  return h("a", { href, target: "_blank", rel: "noopener" }, words);
}

/** The words that stand above the first message, always. */
export function privacyWords(texts: Texts, site: Site, base: string): HTMLElement {
  return h(
    "p",
    { class: "before" },
    texts.say("before", { days: site.days }),
    " ",
    outside(texts.say("before_link"), `${base}privacy`),
    " ",
    outside(texts.say("accessibility"), `${base}accessibility`),
  );
}

/** The links to a person and to one's rights: in one place in every state. */
export function help(
  texts: Texts, base: string, acts: { person(): void; list(): void; remove(): void },
): Parts["help"] {
  const button = (key: Key, click: () => void, kind = "plain") =>
    h("button", { type: "button", class: kind, click }, texts.say(key));
  const list = button("list", acts.list);
  const element = h("nav", { class: "help", "aria-label": texts.say("person") });
  put(
    element,
    button("person", acts.person, "plain strong"),
    list,
    outside(texts.say("privacy"), `${base}privacy`),
    button("delete", acts.remove),
  );
  return {
    element,
    count(size) {
      list.textContent = size ? texts.say("list_count", { count: size }) : texts.say("list");
    },
  };
}

/** A view that stands in for the conversation, with its heading and the way back. */
export function view(texts: Texts, name: string, title: Key, back: () => void): HTMLElement {
  return h(
    "section",
    { class: `view ${name}`, hidden: true, "aria-label": texts.say(title) },
    h("button", { type: "button", class: "plain back", click: back }, texts.say("back")),
    h("h3", { tabindex: "-1" }, texts.say(title)),
    h("div", { class: "body" }),
  );
}

/** Asks before anything is deleted. */
export function removal(
  body: HTMLElement, texts: Texts, isOpen: boolean,
  acts: { remove(): Promise<void>; transcript(): Promise<Blob>; back(): void },
): void {
  if (!isOpen) {
    body.replaceChildren(h("p", {}, texts.say("delete_none")));
    return;
  }
  const wrong = h("p", { class: "wrong", role: "alert" });
  const complain = (key: Key) => () => {
    wrong.textContent = `${texts.say("error")} ${texts.say(key)}`;
  };
  const go = () => void acts.remove().then(() => acts.back(), complain("delete_failed"));
  const save = () => void acts.transcript().then((text) => download(text, texts.say("copy_name")), complain("copy_failed"));
  body.replaceChildren(
    h("p", {}, texts.say("delete_words")),
    h("p", { class: "acts" }, h("button", { type: "button", class: "plain", click: save }, texts.say("copy"))),
    wrong,
    h("p", { class: "row" },
      h("button", { type: "button", class: "send", click: go }, texts.say("delete_yes")),
      h("button", { type: "button", class: "quiet", click: () => acts.back() }, texts.say("delete_no"))),
  );
}

function download(text: Blob, name: string): void {
  const href = URL.createObjectURL(text);
  h("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10000);
}
