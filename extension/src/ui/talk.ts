// A conversation on the full page: its turns, kept in the companion app, and
// what can be done with it.
import type { Host } from "../host/client.ts";
import type { Filter } from "../protocol.gen.ts";
import type { LocalIndex } from "../search/local.ts";
import { Asking, reopened, still, type Shown } from "./turn.ts";

export class Talk {
  /** The conversation's id in the companion app; "" before the first pages are found. */
  id = "";
  /** What stands in the field at first, where it could not be asked. */
  typed = "";
  turns: Shown[] = [];
  private readonly host: Host;
  private readonly changed: () => void;
  private readonly local: () => Promise<LocalIndex>;

  constructor(host: Host, local: () => Promise<LocalIndex>, changed: () => void) {
    this.host = host;
    this.local = local;
    this.changed = changed;
  }

  /** Asks; without the companion app the titles that fit are shown instead. */
  ask(question: string, filters?: Filter[]): void {
    const text = question.trim();
    if (text === "") return;
    this.stop();
    if (this.host.state.kind === "absent") void this.titles(text);
    else {
      const asking: Asking = new Asking(this.host, text, { conversationId: this.id || undefined, filters }, () => {
        if (asking.turn.conversation && this.turns.includes(asking)) this.id = asking.turn.conversation;
        this.changed();
      });
      this.turns = [...this.turns, asking];
    }
    this.changed();
  }

  /** Asks the last question again, in place of what came of it; with no filters, of all pages. */
  again(filters?: Filter[]): void {
    const last = this.turns[this.turns.length - 1];
    if (!last) return;
    this.turns = this.turns.slice(0, -1);
    this.ask(last.turn.question, filters);
  }

  stop(): void {
    for (const turn of this.turns) turn.stop();
    this.changed();
  }

  /** A new conversation. */
  fresh(): void {
    this.stop();
    this.id = "";
    this.turns = [];
    this.changed();
  }

  /** Shows an earlier conversation. */
  async open(id: string): Promise<void> {
    this.stop();
    const { turns } = await this.host.call("conversations.get", { id });
    this.id = id;
    this.turns = turns.map((turn) => reopened(this.host, id, turn, this.changed));
    this.changed();
  }

  /** Deletes a conversation from the library. */
  async remove(id: string): Promise<void> {
    await this.host.call("conversations.delete", { id });
    if (this.id === id) this.fresh();
    this.changed();
  }

  private async titles(question: string): Promise<void> {
    const found = (await this.local()).search(question, 10);
    this.turns = [...this.turns, still(question, { hits: found.hits })];
    this.changed();
  }
}
