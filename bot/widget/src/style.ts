// Dresses the shadow root: constructed stylesheets, which a host page's policy does not forbid.

import styles from "./styles.css";
import type { Site } from "./types";

function colourRules(colours: Site["colours"]): string {
  const rule = (values: Record<string, string>) =>
    `.root{${Object.entries(values).map(([name, value]) => `--${name}:${value}`).join(";")}}`;
  return `${rule(colours.light)}@media (prefers-color-scheme:dark){${rule(colours.dark)}}`;
}

/** Returns false when the browser, or the host page's policy for an old one, lets us use no style. */
export function dress(shadow: ShadowRoot, colours: Site["colours"]): boolean {
  if (typeof HTMLDialogElement === "undefined") return false;
  const text = colourRules(colours) + styles;
  if ("adoptedStyleSheets" in shadow) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    shadow.adoptedStyleSheets = [sheet];
    return true;
  }
  const element = document.createElement("style");
  element.textContent = text;
  (shadow as ShadowRoot).append(element);
  return element.sheet !== null;
}
