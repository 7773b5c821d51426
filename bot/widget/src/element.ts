// The custom element: a button in the corner that opens the chat, or the chat alone in a page.

import { Api } from "./api";
import { h, show } from "./dom";
import { mark } from "./frame";
import { Memory } from "./memory";
import { Panel } from "./panel";
import { dress } from "./style";
import { choose, Texts } from "./texts";
import type { Site } from "./types";

const SMALL = "(max-width: 30em), (max-height: 28em)";

// Where no sheet can be used, these few are set one by one.
const PLAIN = {
  display: "block", position: "fixed", right: "1em", bottom: "1em", left: "auto", width: "auto", height: "auto",
  padding: "1em", "z-index": "2147483000", opacity: "1", visibility: "visible", filter: "none",
  "pointer-events": "auto", background: "Canvas", color: "CanvasText", font: "medium sans-serif",
};

export class SignpostChat extends HTMLElement {
  static site: Site;
  static base: string;

  private texts = new Texts();
  private memory!: Memory;
  private panel!: Panel;
  private dialog: HTMLDialogElement | null = null;
  private launcher: HTMLElement | null = null;
  private unread = 0;
  private readonly small = matchMedia(SMALL);

  connectedCallback(): void {
    if (!this.shadowRoot) void this.build();
  }

  private async build(): Promise<void> {
    const shadow = this.attachShadow({ mode: "open" });
    const root = h("div", { class: "root" });
    if (!dress(shadow, SignpostChat.site.colours)) return this.plainLink(shadow);
    const api = new Api(SignpostChat.base);
    await this.learnLanguage(api);
    root.lang = this.texts.language;
    root.dir = this.texts.direction;
    root.classList.add(this.dataset["position"] === "start" ? "at-start" : "at-end");
    this.memory = new Memory(SignpostChat.base);
    const isPage = this.dataset["mode"] === "page";
    const wishes = {
      subject: this.dataset["subject"] ?? "",
      greeting: this.dataset["greeting"] ?? "",
      linkTarget: isPage ? "_top" : "",
    };
    this.panel = new Panel(
      SignpostChat.site, this.texts, api, this.memory, wishes, (count) => this.onNew(count), isPage ? null : () => this.close(),
    );
    if (isPage) this.asPage(root);
    else this.asCorner(root);
    shadow.append(root);
    this.listen(root);
    if (!isPage && this.memory.isOpen && !this.small.matches) this.open(false);
    void this.panel.conversation.resume();
  }

  private async learnLanguage(api: Api): Promise<void> {
    const wishes = [this.dataset["language"], document.documentElement.lang].filter((wish) => !!wish) as string[];
    const language = choose(wishes, SignpostChat.site.languages);
    if (language === "en") return;
    try {
      this.texts = new Texts(await api.texts(language));
    } catch {
      // English is always here.
    }
  }

  /** For a browser that cannot dress the chat: a link to the page, which needs nothing. */
  private plainLink(shadow: ShadowRoot): void {
    const words = this.texts.say("open", { name: SignpostChat.site.name });
    for (const [name, value] of Object.entries(PLAIN)) this.style.setProperty(name, value, "important");
    shadow.append(h("a", { href: `${SignpostChat.base}chat` }, words));
  }

  private asPage(root: HTMLElement): void {
    root.classList.add("as-page");
    root.append(h("main", { "aria-label": this.texts.say("panel", { name: SignpostChat.site.name }) }, this.panel.element));
  }

  private asCorner(root: HTMLElement): void {
    const label = this.texts.say("panel", { name: SignpostChat.site.name });
    this.dialog = h("dialog", { "aria-label": label }, this.panel.element);
    this.launcher = h("button", { type: "button", class: "launcher", "aria-haspopup": "dialog", click: () => this.open(true) });
    this.dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.close();
    });
    this.small.addEventListener("change", () => {
      if (!this.dialog?.open) return;
      this.dialog.close();
      this.show();
    });
    root.setAttribute("role", "complementary");
    root.setAttribute("aria-label", label);
    root.append(this.launcher, this.dialog);
    this.label();
  }

  private listen(root: HTMLElement): void {
    const conversation = this.panel.conversation;
    for (const name of ["keydown", "keyup", "keypress"]) {
      root.addEventListener(name, (event) => {
        // A host page's shortcuts must not fire while a person types.
        event.stopPropagation();
        if (name === "keydown" && (event as KeyboardEvent).key === "Escape" && this.dialog?.open) this.close();
      });
    }
    addEventListener("online", () => conversation.wake());
    addEventListener("pageshow", (event) => event.persisted && conversation.wake());
    addEventListener("pagehide", () => conversation.pause());
    document.addEventListener("visibilitychange", () => conversation.follow());
    addEventListener("beforeunload", (event) => {
      if (conversation.hasUnsent) event.preventDefault();
    });
  }

  /** Opens the chat; `isAsked` when a person did it, who then gets the focus. */
  private open(isAsked: boolean): void {
    const before = document.activeElement;
    this.unread = 0;
    this.memory.isOpen = true;
    this.label();
    this.show();
    if (isAsked) this.panel.focus();
    else if (before instanceof HTMLElement) before.focus();
  }

  private show(): void {
    if (!this.dialog || !this.launcher) return;
    show(this.launcher, false);
    if (this.small.matches) this.dialog.showModal();
    else this.dialog.show();
  }

  private close(): void {
    if (!this.dialog || !this.launcher) return;
    this.dialog.close();
    this.memory.isOpen = false;
    show(this.launcher, true);
    this.launcher.focus();
  }

  private onNew(count: number): void {
    if (!this.dialog || this.dialog.open) return;
    this.unread += count;
    this.label();
  }

  private label(): void {
    const values = { name: SignpostChat.site.name };
    const words = this.unread ? this.texts.count("open_new", this.unread, values) : this.texts.say("open", values);
    this.launcher?.replaceChildren(mark(), h("span", {}, words));
  }
}
