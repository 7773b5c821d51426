// The texts of the interface: English is part of the file, other languages are asked for.

import english from "../../pages/texts/en.json";

export type Key = keyof typeof english;
type Values = Record<string, string | number>;

/** Says texts of a catalogue; what a catalogue lacks is said in English. */
export class Texts {
  constructor(private readonly catalogue: Partial<Record<string, string>> = english) {}

  /** The language of the catalogue, such as `en-GB`. */
  get language(): string {
    return this.catalogue["language"] ?? english.language;
  }

  /** `ltr` or `rtl`. */
  get direction(): string {
    return this.catalogue["direction"] === "rtl" ? "rtl" : "ltr";
  }

  /** Returns a text with its places filled. */
  say(key: Key, values: Values = {}): string {
    return this.fill(this.catalogue[key] ?? english[key], values);
  }

  /** Returns the form of a text that belongs to a number, such as `left.one`. */
  count(key: "open_new" | "left" | "over", count: number, values: Values = {}): string {
    const form = new Intl.PluralRules(this.language).select(count);
    const text = this.catalogue[`${key}.${form}`] ?? this.catalogue[`${key}.other`];
    return this.fill(text ?? english[`${key}.other`], { ...values, count });
  }

  private fill(text: string, values: Values): string {
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  }
}

/** Returns the best of the languages there are for the wishes, in their order, else English. */
export function choose(wishes: string[], there: string[]): string {
  for (const wish of wishes) {
    const exact = there.find((one) => one.toLowerCase() === wish.toLowerCase());
    const near = there.find((one) => one.split("-")[0] === wish.toLowerCase().split("-")[0]);
    if (exact || near) return exact ?? near ?? "en";
  }
  return "en";
}
