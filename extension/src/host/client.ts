// The pages' way to the companion app: typed calls over a port to the
// background, which owns the one native connection.
import { browser } from "../browser.ts";
import type { Answer, AskEvent, AskParams, ModelEvent, Status } from "../protocol.gen.ts";
import { HostError } from "./error.ts";
import { portName, type Confirmation, type Method, type Params, type Result, type ToBackground, type ToPage } from "./messages.ts";
import type { HostState } from "./native.ts";
import { cancelled, gone } from "./rpc.ts";

export type { HostState } from "./native.ts";
export type { Confirmation, Method, Params, Result } from "./messages.ts";
export { HostError } from "./error.ts";

export interface CallOptions {
  /** Aborting cancels the call in the host. */
  signal?: AbortSignal;
}

/** The companion app as a page sees it. Failed calls reject with HostError. */
export interface Host {
  readonly state: HostState;
  /** The last status that the host sent. */
  readonly status: Status | undefined;
  /** Set while the person must decide whether bookmarks that vanished are to go. */
  readonly confirmation: Confirmation | null;
  call<M extends Method>(method: M, params: Params<M>, opts?: CallOptions): Promise<Result<M>>;
  ask(params: AskParams, onEvent: (event: AskEvent) => void, opts?: CallOptions): Promise<Answer>;
  /** fn is called at once, and at each change of state or confirmation and each failed attempt. */
  onState(fn: (state: HostState) => void): () => void;
  onStatus(fn: (status: Status) => void): () => void;
  onModel(fn: (event: ModelEvent) => void): () => void;
  /** Looks for the app again. */
  retry(): void;
  /** Answers `confirmation`. */
  confirmRemoval(remove: boolean): void;
}

/** Not at once, so that an extension that is being replaced is gone by then. */
const reopenPause = 1_000;

interface Waiting {
  resolve(result: unknown): void;
  reject(error: HostError): void;
  onEvent?: (event: AskEvent) => void;
}

/** Connects a page to the background; again when the background was stopped. */
export function connectHost(): Host {
  return new Client();
}

class Client implements Host {
  state: HostState = { kind: "connecting" };
  status: Status | undefined;
  confirmation: Confirmation | null = null;
  private port: chrome.runtime.Port | undefined;
  private next = 1;
  private readonly waiting = new Map<number, Waiting>();
  private readonly states = new Set<(state: HostState) => void>();
  private readonly statuses = new Set<(status: Status) => void>();
  private readonly models = new Set<(event: ModelEvent) => void>();

  constructor() {
    this.open();
    // A person looking is a reason to look for the app.
    this.retry();
  }

  call<M extends Method>(method: M, params: Params<M>, opts: CallOptions = {}): Promise<Result<M>> {
    return this.start(method, params, opts) as Promise<Result<M>>;
  }

  ask(params: AskParams, onEvent: (event: AskEvent) => void, opts: CallOptions = {}): Promise<Answer> {
    return this.start("ask", params, opts, onEvent) as Promise<Answer>;
  }

  onState(fn: (state: HostState) => void): () => void {
    this.states.add(fn);
    fn(this.state);
    return () => this.states.delete(fn);
  }

  onStatus(fn: (status: Status) => void): () => void {
    this.statuses.add(fn);
    if (this.status) fn(this.status);
    return () => this.statuses.delete(fn);
  }

  onModel(fn: (event: ModelEvent) => void): () => void {
    this.models.add(fn);
    return () => this.models.delete(fn);
  }

  retry(): void {
    this.post({ type: "retry" });
  }

  confirmRemoval(remove: boolean): void {
    this.post({ type: "confirm", remove });
  }

  private start(method: Method, params: unknown, opts: CallOptions, onEvent?: (event: AskEvent) => void): Promise<unknown> {
    if (opts.signal?.aborted) return Promise.reject(cancelled());
    const id = this.next++;
    return new Promise((resolve, reject) => {
      const cancel = () => this.post({ type: "cancel", id });
      const settle = <T>(fn: (value: T) => void) => (value: T) => {
        opts.signal?.removeEventListener("abort", cancel);
        fn(value);
      };
      this.waiting.set(id, { resolve: settle(resolve), reject: settle(reject), onEvent });
      opts.signal?.addEventListener("abort", cancel);
      this.post({ type: "call", id, method, params });
    });
  }

  private open(): chrome.runtime.Port {
    const port = browser.runtime.connect({ name: portName });
    this.port = port;
    port.onMessage.addListener((message: ToPage) => this.receive(message));
    port.onDisconnect.addListener(() => {
      if (this.port === port) this.port = undefined;
      for (const w of [...this.waiting.values()]) w.reject(gone());
      this.waiting.clear();
      this.reopen();
    });
    return port;
  }

  /**
   * The background was stopped, which happens only while there is no app to
   * hold it. A page in view wakes it again; one behind others lets it sleep.
   */
  private reopen(): void {
    if (document.visibilityState === "visible") setTimeout(() => this.port ?? this.open(), reopenPause);
    else document.addEventListener("visibilitychange", () => this.port ?? this.open(), { once: true });
  }

  private post(message: ToBackground): void {
    (this.port ?? this.open()).postMessage(message);
  }

  private receive(m: ToPage): void {
    if (m.type === "state") {
      this.state = m.state;
      this.confirmation = m.confirmation;
      if (m.status) this.gotStatus(m.status);
      for (const fn of [...this.states]) fn(m.state);
    } else if (m.type === "status") this.gotStatus(m.status);
    else if (m.type === "model") for (const fn of [...this.models]) fn(m.event);
    else if (m.type === "event") this.waiting.get(m.id)?.onEvent?.(m.event);
    else this.settle(m);
  }

  private settle(m: ToPage & { type: "result" | "error" }): void {
    const waiting = this.waiting.get(m.id);
    this.waiting.delete(m.id);
    if (m.type === "result") waiting?.resolve(m.result);
    else waiting?.reject(new HostError(m.error.kind, m.error.message, m.error.hint));
  }

  private gotStatus(status: Status): void {
    this.status = status;
    for (const fn of [...this.statuses]) fn(status);
  }
}
