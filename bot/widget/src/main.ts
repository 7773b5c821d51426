// Starts the widget: from one script tag, wherever it stands.

import { SignpostChat } from "./element";
import type { Site } from "./types";

declare const signpostSite: Site | undefined;

const NAME = "signpost-chat";

function ownScript(): HTMLScriptElement | null {
  const current = document.currentScript;
  if (current instanceof HTMLScriptElement) return current;
  return document.querySelector<HTMLScriptElement>('script[src*="/signpost.js"]');
}

function start(site: Site, script: HTMLScriptElement): void {
  SignpostChat.site = site;
  SignpostChat.base = new URL(".", script.src).href;
  customElements.define(NAME, SignpostChat);
  const add = () => {
    // A page may place the element itself; otherwise it stands in the corner.
    if (document.querySelector(NAME)) return;
    const element = document.createElement(NAME);
    Object.assign(element.dataset, script.dataset);
    // Beside the body, not in it: a body that is moved or hidden must not take the chat with it.
    document.documentElement.append(element);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", add);
  else add();
}

const script = ownScript();
const isUsable = typeof customElements !== "undefined" && !customElements.get(NAME);
if (signpostSite && script && isUsable) start(signpostSite, script);
