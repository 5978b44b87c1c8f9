// One question on its way to an answer: what has come so far, as plain state.
import type { Host } from "../host/client.ts";
import { HostError } from "../host/error.ts";
import type { Answer, AskEvent, Filter, Hit, Turn as Kept } from "../protocol.gen.ts";

export interface Turn {
  question: string;
  phase: "waiting" | "writing" | "done" | "stopped" | "failed";
  text: string;
  thinking: string;
  hits: Hit[];
  /** The conversation's id in the companion app, from the first event on. */
  conversation?: string;
  notice?: { code: string; message: string; seconds?: number };
  answer?: Answer;
  error?: HostError;
}

/** A turn that is shown: one being answered, or one from the history. */
export interface Shown {
  readonly turn: Turn;
  readonly running: boolean;
  stop(): void;
}

export interface AskOptions {
  conversationId?: string;
  /** An empty list searches everything, whatever the question says. */
  filters?: Filter[];
  /** Joins the answer that is under way in the conversation instead of asking. */
  attach?: boolean;
}

/** Asks, and calls changed after every event; `stop` ends the model. */
export class Asking implements Shown {
  readonly turn: Turn;
  private readonly controller = new AbortController();

  constructor(host: Host, question: string, opts: AskOptions, changed: () => void) {
    this.turn = { question, phase: "waiting", text: "", thinking: "", hits: [] };
    const params = { question, ...opts };
    host
      .ask(params, (event) => (this.receive(event), changed()), { signal: this.controller.signal })
      .then((answer) => this.finish(answer), (error: unknown) => this.fail(error))
      .finally(changed);
  }

  get running(): boolean {
    return this.turn.phase === "waiting" || this.turn.phase === "writing";
  }

  stop(): void {
    if (!this.running) return;
    this.turn.phase = "stopped";
    this.controller.abort();
  }

  private receive(event: AskEvent): void {
    if (!this.running) return;
    this.turn.conversation = event.conversationId;
    if (event.kind === "sources") this.turn.hits = event.hits ?? [];
    else if (event.kind === "thinking") this.turn.thinking += event.text ?? "";
    else if (event.kind === "notice") {
      this.turn.notice = { code: event.code ?? "", message: event.message ?? "", seconds: event.seconds };
    } else {
      this.turn.text += event.text ?? "";
      this.turn.phase = "writing";
      if (this.turn.notice?.code === "loading_model") this.turn.notice = undefined;
    }
  }

  private finish(answer: Answer): void {
    this.turn.answer = answer;
    this.turn.conversation = answer.conversationId;
    this.turn.text = answer.answer;
    if (answer.sources.length > 0) this.turn.hits = answer.sources;
    if (this.turn.phase !== "stopped") this.turn.phase = "done";
  }

  private fail(error: unknown): void {
    if (this.turn.phase === "stopped") return;
    this.turn.phase = "failed";
    this.turn.error = error instanceof HostError ? error : new HostError("internal", String(error));
  }
}

/** A turn of a conversation that was opened again; one that is still being answered goes on. */
export function reopened(host: Host, conversation: string, kept: Kept, changed: () => void): Shown {
  if (!kept.running) return still(kept.question, { text: kept.answer.answer, hits: kept.answer.sources, answer: kept.answer, conversation });
  const asking = new Asking(host, kept.question, { conversationId: conversation, attach: true }, changed);
  asking.turn.hits = kept.answer.sources;
  return asking;
}

/** A turn that nothing more comes for. */
export function still(question: string, rest: Partial<Turn>): Shown {
  const turn: Turn = { question, phase: "done", text: "", thinking: "", hits: [], ...rest };
  return { turn, running: false, stop: () => undefined };
}
