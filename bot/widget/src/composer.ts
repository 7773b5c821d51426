// Where the resident types. The focus stays here after sending; errors are in words and tied to it.

import { h, put } from "./dom";
import type { Texts } from "./texts";

export class Composer {
  readonly element: HTMLFormElement;
  readonly field: HTMLTextAreaElement;
  private readonly wrong = h("p", { id: "wrong", class: "wrong", role: "alert" });
  private readonly count = h("p", { id: "count", class: "count" });

  constructor(
    private readonly texts: Texts,
    private readonly limit: number,
    private readonly send: (text: string) => void,
    private readonly typing: () => void,
  ) {
    this.field = h("textarea", {
      id: "text", rows: 1, autocomplete: "off", enterkeyhint: "send", "aria-describedby": "hint wrong count",
    });
    const label = h("label", { for: "text" }, texts.say("message"));
    const hint = h("p", { id: "hint", class: "hint" }, texts.say("hint"));
    const button = h("button", { type: "submit", class: "send" }, texts.say("send"));
    this.element = h("form", { class: "composer", novalidate: true });
    put(this.element, label, hint, this.wrong, h("div", { class: "row" }, this.field, button), this.count);
    this.listen();
  }

  /** Says what was wrong; an empty sentence takes it away. */
  complain(sentence: string): void {
    this.wrong.textContent = sentence ? `${this.texts.say("error")} ${sentence}` : "";
    if (sentence) this.field.setAttribute("aria-invalid", "true");
    else this.field.removeAttribute("aria-invalid");
  }

  /** Gives words back that were not taken, unless others were typed meanwhile. */
  giveBack(text: string, sentence: string): void {
    if (!this.field.value) this.field.value = text;
    this.complain(sentence);
    this.showCount();
  }

  private listen(): void {
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.field.addEventListener("input", () => {
      this.showCount();
      if (this.wrong.textContent) this.complain("");
      this.typing();
    });
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.submit();
      }
    });
  }

  private get length(): number {
    return [...this.field.value.replace(/\r\n?/g, "\n").trim()].length;
  }

  private submit(): void {
    const text = this.field.value.trim();
    this.field.focus();
    if (!text) return this.complain(this.texts.say("empty"));
    if (this.length > this.limit) return this.complain(this.texts.say("too_long", { limit: this.limit }));
    this.field.value = "";
    this.complain("");
    this.showCount();
    return this.send(text);
  }

  private showCount(): void {
    const left = this.limit - this.length;
    if (left < 0) this.count.textContent = this.texts.count("over", -left);
    else this.count.textContent = left <= 200 ? this.texts.count("left", left) : "";
  }
}
