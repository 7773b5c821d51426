// The requests of the public interface. No cookies, nothing but the conversation's own token.

import type { Item, Message, Opened, Status, Ticket } from "./types";

/** The server said no: its sentence may be shown to the person. */
export class Refused extends Error {
  constructor(
    sentence: string,
    readonly status: number,
  ) {
    super(sentence);
  }

  /** The conversation is not there any more, or this is not its token. */
  get isGone(): boolean {
    return this.status === 401 || this.status === 404;
  }
}

// Longer than the server takes for an answer or an apology.
const SILENT_MS = 9500;

/** A list of records as a page that can be kept. */
export interface Shortlist {
  url: string;
  qr: { size: number; path: string };
}

export class Api {
  /** @param base The address of Signpost, with a slash at its end. */
  constructor(readonly base: string) {}

  open(): Promise<Opened> {
    return this.json("api/conversations", { method: "POST", body: "{}" });
  }

  async messages(ticket: Ticket, after: string): Promise<Message[]> {
    const path = `${this.of(ticket)}/messages?after=${after}`;
    return (await this.json<{ messages: Message[] }>(path, {}, ticket)).messages;
  }

  async send(ticket: Ticket, said: object, item: Item): Promise<Message[]> {
    const body = JSON.stringify({ ...said, client_id: item.clientId });
    const path = `${this.of(ticket)}/messages`;
    return (await this.json<{ messages: Message[] }>(path, { method: "POST", body }, ticket)).messages;
  }

  status(ticket: Ticket): Promise<Status> {
    return this.json(`${this.of(ticket)}/status`, {}, ticket);
  }

  async typing(ticket: Ticket): Promise<void> {
    await this.ask(`${this.of(ticket)}/typing`, { method: "POST", body: "{}" }, ticket);
  }

  async helped(ticket: Ticket, message: string, helped: boolean): Promise<void> {
    const body = JSON.stringify({ helped });
    await this.ask(`${this.of(ticket)}/messages/${message}/helped`, { method: "POST", body }, ticket);
  }

  async remove(ticket: Ticket): Promise<void> {
    await this.ask(this.of(ticket), { method: "DELETE" }, ticket);
  }

  async transcript(ticket: Ticket): Promise<Blob> {
    return (await this.ask(`${this.of(ticket)}/transcript`, {}, ticket)).blob();
  }

  /** Returns the address that opens the same conversation as a page, once. */
  async page(ticket: Ticket): Promise<string> {
    const path = `${this.of(ticket)}/page`;
    const { address } = await this.json<{ address: string }>(path, { method: "POST", body: "{}" }, ticket);
    return new URL(address.replace(/^\//, ""), this.base).href;
  }

  shortlist(refs: string[]): Promise<Shortlist> {
    return this.json(`api/list?${query(refs)}`, {});
  }

  events(ticket: Ticket, after: string, signal: AbortSignal): Promise<Response> {
    return this.ask(`${this.of(ticket)}/events?after=${after}`, { signal }, ticket);
  }

  async texts(language: string): Promise<Record<string, string>> {
    return this.json(`signpost/texts/${language}.json`, {});
  }

  private of(ticket: Ticket): string {
    return `api/conversations/${ticket.id}`;
  }

  private async json<T>(path: string, init: RequestInit, ticket?: Ticket): Promise<T> {
    return (await (await this.ask(path, init, ticket)).json()) as T;
  }

  private async ask(path: string, init: RequestInit, ticket?: Ticket): Promise<Response> {
    const headers: Record<string, string> = {};
    if (init.body) headers["Content-Type"] = "application/json";
    if (ticket) headers["Authorization"] = `Bearer ${ticket.token}`;
    const silence = new AbortController();
    const timer = setTimeout(() => silence.abort(), SILENT_MS);
    try {
      const options: RequestInit = { headers, credentials: "omit", cache: "no-store" };
      const answer = await fetch(this.base + path, { signal: silence.signal, ...init, ...options });
      if (answer.ok) return answer;
      throw new Refused(await sentenceOf(answer), answer.status);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** The records of a list as the query of its address. */
export function query(refs: string[]): string {
  return refs.map((ref) => `r=${encodeURIComponent(ref)}`).join("&");
}

async function sentenceOf(answer: Response): Promise<string> {
  try {
    const { error } = (await answer.json()) as { error?: unknown };
    return typeof error === "string" ? error : "";
  } catch {
    return "";
  }
}
