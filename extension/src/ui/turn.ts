// One question on its way to an answer: what has come so far, as plain state.
import type { Host } from "../host/client.ts";
import { HostError } from "../host/error.ts";
import type { Answer, AskEvent, Filter, Hit } from "../protocol.gen.ts";

export interface Turn {
  question: string;
  phase: "waiting" | "writing" | "done" | "stopped" | "failed";
  text: string;
  thinking: string;
  hits: Hit[];
  notice?: { code: string; message: string; seconds?: number };
  answer?: Answer;
  error?: HostError;
}

/** Asks, and calls changed after every event; `stop` ends the model. */
export class Asking {
  readonly turn: Turn;
  private readonly controller = new AbortController();

  constructor(host: Host, question: string, opts: { conversationId?: string; filters?: Filter[] }, changed: () => void) {
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
