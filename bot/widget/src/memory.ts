// What outlives a page: the key of the conversation and the names of public records that the
// resident put on a list. Never a word that anybody wrote. sessionStorage, so that it goes with the
// browser window: on a shared computer the next person must not find it. A second tab is told by
// the first one, and nothing is stored for that.

import type { Ticket } from "./types";

interface Kept {
  id?: string;
  token?: string;
  open?: boolean;
  list?: string[];
}

const NAME = "signpost-chat";

export class Memory {
  private kept: Kept;
  private readonly channel: BroadcastChannel | null;

  /** @param base Where Signpost is: two of them on one website do not share. */
  constructor(private readonly base: string) {
    this.kept = this.read();
    this.channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(`${NAME} ${base}`);
  }

  get ticket(): Ticket | null {
    const { id, token } = this.kept;
    return id && token ? { id, token } : null;
  }

  get isOpen(): boolean {
    return this.kept.open === true;
  }

  set isOpen(isOpen: boolean) {
    this.write({ ...this.kept, open: isOpen });
  }

  get list(): string[] {
    return this.kept.list ?? [];
  }

  set list(list: string[]) {
    this.write({ ...this.kept, list });
  }

  /** Keeps a new conversation and tells the other tabs. */
  open(ticket: Ticket): void {
    this.write({ ...this.kept, ...ticket });
    this.channel?.postMessage({ ticket });
  }

  /** Forgets the conversation and the list, and tells the other tabs. */
  forget(): void {
    const gone = this.kept.id;
    this.write({ open: this.kept.open });
    this.channel?.postMessage({ gone });
  }

  /** Asks the other tabs for a conversation, and hears when one begins or ends. */
  share(onTicket: () => void, onGone: () => void): void {
    if (!this.channel) return;
    this.channel.onmessage = ({ data }: MessageEvent<{ ask?: true; ticket?: Ticket; gone?: string }>) => {
      if (data.ask && this.ticket) this.channel?.postMessage({ ticket: this.ticket });
      else if (data.ticket && !this.ticket) {
        this.write({ ...this.kept, ...data.ticket });
        onTicket();
      } else if (data.gone && data.gone === this.kept.id) {
        this.write({ open: this.kept.open });
        onGone();
      }
    };
    if (!this.ticket) this.channel.postMessage({ ask: true });
  }

  private get name(): string {
    return `${NAME} ${this.base}`;
  }

  private read(): Kept {
    try {
      return JSON.parse(sessionStorage.getItem(this.name) ?? "{}") as Kept;
    } catch {
      return {};
    }
  }

  private write(kept: Kept): void {
    this.kept = kept;
    try {
      sessionStorage.setItem(this.name, JSON.stringify(kept));
    } catch {
      // A browser that keeps nothing: the chat then lasts as long as the page.
    }
  }
}
