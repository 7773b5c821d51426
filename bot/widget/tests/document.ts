// As much of a document as the makers of elements need, to look at what they made as HTML.

type Node = Element | string;

class Element {
  readonly attributes: [string, string][] = [];
  readonly children: Node[] = [];
  readonly dataset: Record<string, string> = {};

  constructor(readonly tag: string) {}

  setAttribute(name: string, value: string): void {
    this.attributes.push([name, value]);
  }

  appendChild(child: Node): void {
    this.children.push(child);
  }

  addEventListener(): void {
    // Nothing happens to an element that is only looked at.
  }
}

/** Puts a document in place, for this process. */
export function standIn(): void {
  Object.assign(globalThis, {
    document: { createElement: (tag: string) => new Element(tag), createTextNode: (text: string) => text },
  });
}

const escape = (text: string): string =>
  text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&#34;").replace(/'/g, "&#39;");

/** Returns nodes as the server writes them. */
export function html(nodes: unknown[]): string {
  return (nodes as (Node | null | false | undefined)[])
    .map((node) => {
      if (!node) return "";
      if (typeof node === "string") return escape(node);
      const attributes = node.attributes.map(([name, value]) => ` ${name}="${escape(value)}"`).join("");
      const isEmpty = node.tag === "br" || node.tag === "wbr";
      return `<${node.tag}${attributes}>${isEmpty ? "" : `${html(node.children)}</${node.tag}>`}`;
    })
    .join("");
}
