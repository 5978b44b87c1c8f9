// A stand-in for the companion app in unit tests of the interface: calls and
// questions wait until the test answers them.
import type { CallOptions, Host, HostState, Method, Params, Result } from "../host/client.ts";
import { HostError } from "../host/error.ts";
import type { Answer, AskEvent, AskParams, Hit, ModelEvent, Status } from "../protocol.gen.ts";

/** A call that waits for its answer. */
export interface Waiting<T = unknown> {
  method: Method;
  params: unknown;
  answer(result: T): void;
  fail(error: HostError): void;
}

/** A question that waits; events are those that the app would send. */
export interface Asked extends Waiting<Answer> {
  params: AskParams;
  say(event: Partial<AskEvent>): void;
  /** The page took the question back. */
  readonly stopped: boolean;
}

export class FakeHost implements Host {
  state: HostState = { kind: "ready", version: "1.0.0", rung: 3 };
  status: Status | undefined;
  confirmation = null;
  readonly calls: Waiting[] = [];
  readonly asks: Asked[] = [];

  private readonly models = new Set<(event: ModelEvent) => void>();

  call<M extends Method>(method: M, params: Params<M>, opts: CallOptions = {}): Promise<Result<M>> {
    return new Promise((resolve, reject) => {
      opts.signal?.addEventListener("abort", () => reject(new HostError("cancelled", "")));
      this.calls.push({ method, params, answer: resolve as (r: unknown) => void, fail: reject });
    });
  }

  ask(params: AskParams, onEvent: (event: AskEvent) => void, opts: CallOptions = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      opts.signal?.addEventListener("abort", () => reject(new HostError("cancelled", "")));
      const say = (event: Partial<AskEvent>) => onEvent({ requestId: 1, conversationId: "c", kind: "text", ...event });
      this.asks.push({ method: "ask", params, answer: resolve, fail: reject, say, get stopped() { return opts.signal?.aborted ?? false; } });
    });
  }

  onState(): () => void {
    return () => undefined;
  }
  onStatus = this.onState;
  onModel(fn: (event: ModelEvent) => void): () => void {
    this.models.add(fn);
    return () => this.models.delete(fn);
  }
  /** Tells how far a download is. */
  tellModel(event: ModelEvent): void {
    for (const fn of [...this.models]) fn(event);
  }
  retry(): void {}
  confirmRemoval(): void {}
}

/** How it stands. */
export function statusOf(over: Partial<Status> = {}): Status {
  return {
    rung: 1, bookmarks: 100, pages: 100, captured: 100, passages: 400, embedded: 400, pending: { capture: 0, index: 0, embed: 0 }, failed: 0,
    model: { state: "absent" }, ollama: "absent", paused: false, dataBytes: 1, version: "1.0.0", ...over,
  };
}

/** A page found. */
export function hitOf(title: string, over: Partial<Hit> = {}): Hit {
  return {
    pageId: 1, url: `https://a.example/${encodeURIComponent(title)}`, title, site: "a.example", folders: [], score: 1,
    passage: { text: "", highlights: [] }, titleHighlights: [], matched: ["title"], captured: true, similar: 0, ...over,
  };
}

/** An answer. */
export function answerOf(text: string, over: Partial<Answer> = {}): Answer {
  return { answer: text, found: true, citations: [], sources: [], used: { passages: 1, of: 1 }, conversationId: "c", tookMs: 1, ...over };
}
