// Plain text as elements: paragraphs, lists and links. The same rules as bot/pages/markup.py;
// tests/bot/markup-cases.json holds both to one list of cases.

import { h, put, type Child } from "./dom";

// Without lookbehind, which older browsers cannot read: what stands before is looked at by hand.
const LINK =
  /(https?:\/\/[^\s<>"'\u201c\u201d\u2018\u2019]+)|([\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,6}[a-z]{2,24}\b)|((?:\+44 ?\d{2,4}|0\d{2,5})(?: ?\d{2,8}){1,3}(?![\w/])|116 ?\d{3}(?![\w/]))|(\b(?:call|ring|on) )(999|111|101|105|112|18000)\b/gi;
const NOT_BEFORE_NUMBER = /[\w£$€.,/#+-]/;
const ITEM = /^\s*(?:([-*•])|(\d{1,2})[.)])\s+(.+)$/;
const STEP = /^Step \d{1,2}: (.+)$/;
const LONGEST_LABEL = 40;
// Longer than any summary (60 words), shorter than most of what explains one.
const LONG_PARAGRAPH = 400;
const TRAILING = ".,;:!?)]}";
const SHORT: Record<string, string[]> = {
  call: ["999", "111", "101", "105", "112", "18000"],
  ring: ["999", "111", "101", "105", "112"],
  on: ["999", "111", "101"],
};

function splitTrailing(address: string): [string, string] {
  let end = address.length;
  const count = (mark: string) => address.slice(0, end).split(mark).length;
  while (end && TRAILING.includes(address.charAt(end - 1))) {
    if (address.charAt(end - 1) === ")" && count("(") >= count(")")) break;
    end -= 1;
  }
  return [address.slice(0, end), address.slice(end)];
}

/** An address with places where a narrow screen may break it. */
function breakable(address: string): Child[] {
  const parts = address.match(/[^/._?&=-]*[/._?&=-]|[^/._?&=-]+$/g) ?? [];
  return parts.flatMap((part, index) => (index ? [h("wbr"), part] : [part]));
}

function phone(found: string): Child {
  const digits = found.replace(/[^\d+]/g, "");
  const isShort = /^(999|111|10[15]|112|18000)$/.test(digits);
  const length = digits.replace("+", "").length;
  if (!isShort && (length < 6 || length > 13)) return found;
  return h("a", { class: "tel", href: `tel:${digits}` }, found);
}

function linkOf(match: RegExpExecArray): Child[] {
  const [whole, web, mail, number, lead, short] = match;
  if (web) {
    const [address, rest] = splitTrailing(web);
    return [h("a", { href: address, rel: "noopener" }, ...breakable(address)), rest];
  }
  if (mail) return [h("a", { href: `mailto:${mail}` }, ...breakable(mail))];
  if (number) return [phone(number)];
  const isKnown = SHORT[(lead ?? "").trim().toLowerCase()]?.includes(short ?? "");
  return isKnown ? [lead, phone(short ?? "")] : [whole];
}

/** One line with web addresses, e-mail addresses and numbers as links. */
export function linked(text: string): Child[] {
  const found: Child[] = [];
  const pattern = new RegExp(LINK.source, LINK.flags);
  let end = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    if (match[3] && NOT_BEFORE_NUMBER.test(text.charAt(match.index - 1))) {
      pattern.lastIndex = match.index + 1;
      continue;
    }
    found.push(text.slice(end, match.index), ...linkOf(match));
    end = match.index + match[0].length;
  }
  return [...found, text.slice(end)];
}

interface Group {
  kind: "p" | "ul" | "ol" | "";
  lines: string[];
}

/** Runs of lines of one kind; an empty kind is a blank line. */
export function groups(text: string): Group[] {
  const found: Group[] = [];
  for (const line of text.split("\n")) {
    const item = ITEM.exec(line);
    const last = found[found.length - 1];
    const isInList = last?.kind === "ul" || last?.kind === "ol";
    if (last && isInList && !item && line.startsWith("  ") && line.trim()) {
      last.lines[last.lines.length - 1] += `\n${line.trim()}`;
      continue;
    }
    const kind = !line.trim() ? "" : !item ? "p" : item[1] ? "ul" : "ol";
    const words = item?.[3] ?? line.trim();
    if (last?.kind === kind) last.lines.push(words);
    else found.push({ kind, lines: [words] });
  }
  return found.filter((group) => group.kind);
}

function lines(text: string): Child[] {
  return text.split("\n").flatMap((line, index) => [index > 0 && h("br"), ...linked(line)]);
}

function block({ kind, lines: run }: Group): HTMLElement {
  if (kind === "p" || kind === "") return h("p", {}, ...lines(run.join("\n")));
  return h(kind, {}, ...run.map((item) => h("li", {}, ...lines(item))));
}

/** A text as paragraphs and lists. */
export function blocks(text: string): HTMLElement[] {
  return groups(text).map(block);
}

/** As `blocks`, with long paragraphs folded away under `more`; the first block and lists stand open. */
export function folded(text: string, more: () => Child): HTMLElement[] {
  const found: HTMLElement[] = [];
  let fold: HTMLElement | null = null;
  groups(text).forEach((group, place) => {
    const length = group.lines.reduce((sum, line) => sum + line.length, 0);
    const isLong = place > 0 && group.kind === "p" && length > LONG_PARAGRAPH;
    if (isLong && !fold) found.push((fold = h("details", {}, h("summary", {}, more()))));
    if (!isLong) fold = null;
    if (fold) put(fold, block(group));
    else found.push(block(group));
  });
  return found;
}

/** Splits 'Label: words'; the label is empty where there is none. */
export function labelled(line: string): [string, string] {
  const at = line.indexOf(": ");
  const label = at < 0 ? "" : line.slice(0, at);
  if (!label || label.length > LONGEST_LABEL || label.includes("://")) return ["", line];
  return [label, line.slice(at + 2)];
}

/** The lines of a card: steps as a numbered list, 'Label: words' with a strong label. */
export function details(all: string[], after: (label: string, words: string) => Child): HTMLElement[] {
  const steps = all.filter((line) => STEP.test(line));
  const others = all.filter((line) => !STEP.test(line));
  const found: HTMLElement[] = [];
  if (steps.length) {
    found.push(h("ol", {}, ...steps.map((line) => h("li", {}, ...lines(STEP.exec(line)?.[1] ?? "")))));
  }
  if (others.length) {
    const items = others.map((line) => {
      const [label, words] = labelled(line);
      return h("li", {}, label && h("strong", {}, `${label}:`), label && " ", ...linked(words), after(label, words));
    });
    found.push(h("ul", { class: "details" }, ...items));
  }
  return found;
}

/** What a resident typed: with its line breaks, without any link. */
export function typed(text: string): HTMLElement {
  return h("p", {}, ...text.split("\n").flatMap((line, index) => [index > 0 && h("br"), line]));
}
