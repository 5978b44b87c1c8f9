// The one connection to the companion app, owned by the background: opened at
// once, opened again with growing pauses when it breaks, given up after a
// while, so that a computer without the app is not kept busy for ever.
import { t } from "../i18n/t.ts";
import type { InitializeParams, InitializeResult, Status } from "../protocol.gen.ts";
import { HostError } from "./error.ts";
import { cancelled, gone, Rpc, type Port, type RpcOptions } from "./rpc.ts";

/** How it stands with the companion app. */
export type HostState =
  | { kind: "connecting" }
  | { kind: "ready"; version: string; rung: number }
  | { kind: "absent"; reason: Absence; message: string };

/** Why there is no companion app. */
export type Absence = "not_installed" | "crashed" | "mismatch" | "forbidden";

/** How often in a row it failed and how it ended last; kept until the browser closes. */
export interface Failures {
  count: number;
  reason: Absence;
  message: string;
}

/** What a NativeHost needs from the world; tests give it their own. */
export interface NativeOptions {
  connect(): Port;
  /** Why the last connection ended, where the browser says (Firefox often does not). */
  lastError(port: Port): string;
  hello(): Promise<InitializeParams>;
  /** Memory that outlives the worker and ends with the browser. */
  recall(): Promise<Failures | undefined>;
  remember(failures: Failures): Promise<void>;
  /** Calls fn after a pause, even when the background was stopped meanwhile; a new call replaces the last. */
  wake(fn: () => void, ms: number): void;
  /** Calls fn after a pause, unless the returned function is called. */
  after(fn: () => void, ms: number): () => void;
  /** Milliseconds, only for differences. */
  now(): number;
}

const firstPause = 1_000;
const longestPause = 60_000;
const mostFailures = 10;
/** A connection that held this long was a good one: failures are counted anew. */
const goodConnection = 10_000;
/** The app may have a library to migrate before it answers. */
const helloPatience = 60_000;
/** What only reads is answered in milliseconds, or something hangs. */
const patience = 30_000;
/** These take as long as they take: models, people, whole libraries. */
const patient = new Set(["ask", "bookmarks.sync", "bookmarks.apply", "models.pull", "models.start", "models.choose",
  "pages.forget", "sources.remove", "sources.adopt", "data.export", "data.import", "data.backup", "data.restore", "doctor"]);

/** What these answer is how it stands now, for every page to know. */
const tellsStatus = new Set(["status", "work.pause", "work.resume"]);

export class NativeHost {
  state: HostState = { kind: "connecting" };
  /** The id of this browser profile in the library; 0 without a connection. */
  sourceId = 0;
  status: Status | undefined;
  private rpc: Rpc | undefined;
  private readySince: number | undefined;
  private failures = 0;
  private readonly listeners = new Set<(state: HostState) => void>();
  private readonly notified = new Set<(method: string, params: unknown) => void>();
  private readonly options: NativeOptions;

  constructor(options: NativeOptions) {
    this.options = options;
  }

  /** Tells fn of each new state, until the returned function is called. */
  onState(fn: (state: HostState) => void): () => void {
    this.listeners.add(fn);
    return () => this.listeners.delete(fn);
  }

  /** Tells fn of each notification that belongs to no call. */
  onNotify(fn: (method: string, params: unknown) => void): void {
    this.notified.add(fn);
  }

  /** Connects, unless this browser session has seen it fail too often. */
  async start(): Promise<void> {
    const past = await this.options.recall();
    if (this.rpc || this.state.kind === "ready") return;
    this.failures = Math.max(this.failures, past?.count ?? 0);
    if (past && this.failures >= mostFailures) this.set({ kind: "absent", reason: past.reason, message: past.message });
    else this.open();
  }

  /** Tries again at once: the person did something, or looks. */
  retry(): void {
    if (this.state.kind === "ready" || this.rpc) return;
    this.failures = 0;
    this.open();
  }

  /**
   * Calls a method; waits for a connection that is being opened. Rejects with
   * HostError: `no_host` when there is nobody, `busy` when no answer comes.
   */
  async call(method: string, params: unknown, opts: RpcOptions = {}): Promise<unknown> {
    await this.opened(opts.signal);
    if (this.state.kind !== "ready" || !this.rpc) {
      const message = this.state.kind === "absent" ? this.state.message : "";
      throw message ? new HostError("no_host", message, gone().hint) : gone();
    }
    const result = await (patient.has(method) ? this.rpc.call(method, params, opts) : this.within(patience, this.rpc, method, params, opts));
    if (tellsStatus.has(method)) this.notify("status.event", result);
    return result;
  }

  /** A call that fails with `busy` when there is no answer in time. */
  private async within(ms: number, rpc: Rpc, method: string, params: unknown, opts: RpcOptions): Promise<unknown> {
    const late = new AbortController();
    const stop = this.options.after(() => late.abort(), ms);
    const signal = opts.signal ? AbortSignal.any([opts.signal, late.signal]) : late.signal;
    try {
      return await rpc.call(method, params, { ...opts, signal });
    } catch (error) {
      throw late.signal.aborted ? new HostError("busy", t("err.host"), gone().hint) : error;
    } finally {
      stop();
    }
  }

  /** How it stands once it is known: after the attempt that is under way, if any. */
  async known(): Promise<HostState> {
    await this.opened();
    return this.state;
  }

  /** Resolves when no connection is being opened; rejects with `cancelled` when that is not waited for. */
  private opened(signal?: AbortSignal): Promise<void> {
    const settled = () => this.state.kind === "ready" || (this.state.kind === "absent" && !this.rpc);
    if (signal?.aborted) return Promise.reject(cancelled());
    if (settled()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const end = (fn: () => void) => {
        off();
        signal?.removeEventListener("abort", abort);
        fn();
      };
      const abort = () => end(() => reject(cancelled()));
      const off = this.onState(() => settled() && end(resolve));
      signal?.addEventListener("abort", abort);
    });
  }

  /** Begins an attempt, unless one is under way. What was absent stays so until the answer. */
  private open(): void {
    if (this.rpc) return;
    let port: Port;
    try {
      port = this.options.connect();
    } catch (error) {
      this.failed("forbidden", String(error)); // the permission is not there
      return;
    }
    const rpc = new Rpc(port, (method, params) => this.notify(method, params));
    this.rpc = rpc;
    port.onDisconnect.addListener(() => {
      const text = this.options.lastError(port);
      this.ended(rpc, reasonOf(text), text);
    });
    void this.greet(rpc);
  }

  private async greet(rpc: Rpc): Promise<void> {
    try {
      const result = (await this.within(helloPatience, rpc, "initialize", await this.options.hello(), {})) as InitializeResult;
      if (this.rpc !== rpc) return;
      this.readySince = this.options.now();
      void this.options.remember({ count: 0, reason: "crashed", message: "" });
      this.sourceId = result.sourceId;
      this.status = result.status;
      this.set({ kind: "ready", version: result.host.version, rung: result.rung });
    } catch (error) {
      const kind = error instanceof HostError ? error.kind : "internal";
      this.ended(rpc, kind === "protocol_mismatch" ? "mismatch" : "crashed", error instanceof Error ? error.message : String(error));
    }
  }

  private ended(rpc: Rpc, reason: Absence, message: string): void {
    if (this.rpc !== rpc) return;
    this.rpc = undefined;
    this.sourceId = 0;
    rpc.close();
    this.failed(reason, message);
  }

  private failed(reason: Absence, message: string): void {
    const worked = this.readySince !== undefined;
    if (worked && this.options.now() - this.readySince! >= goodConnection) this.failures = 0;
    this.readySince = undefined;
    this.failures++;
    void this.options.remember({ count: this.failures, reason, message });
    // One that worked is tried again at once: a killed app should be back
    // before the person notices.
    const atOnce = worked && this.failures === 1;
    this.set(atOnce ? { kind: "connecting" } : { kind: "absent", reason, message });
    if (this.failures >= mostFailures) return;
    this.options.wake(() => this.open(), atOnce ? 0 : Math.min(firstPause * 2 ** (this.failures - 1), longestPause));
  }

  private notify(method: string, params: unknown): void {
    if (method === "status.event") {
      this.status = params as Status;
      if (this.state.kind === "ready" && this.state.rung !== this.status.rung) this.set({ ...this.state, rung: this.status.rung });
    }
    for (const fn of this.notified) fn(method, params);
  }

  private set(state: HostState): void {
    this.state = state;
    for (const fn of [...this.listeners]) fn(state);
  }
}

/** The browsers say why a port closed only in words; Firefox says nothing of a crash. */
function reasonOf(text: string): Absence {
  if (/not found|no such native application/i.test(text)) return "not_installed";
  if (/forbidden/i.test(text)) return "forbidden";
  return "crashed";
}
