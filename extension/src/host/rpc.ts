// JSON-RPC 2.0 over a native-messaging port: matches answers to calls by id,
// hands out notifications, cancels. It knows nothing of methods or lifetimes.
import { t } from "../i18n/t.ts";
import type { Error as RpcErrorObject } from "../protocol.gen.ts";
import { HostError } from "./error.ts";

/** The part of runtime.Port that is used. */
export interface Port {
  postMessage(message: unknown): void;
  disconnect(): void;
  onMessage: { addListener(fn: (message: unknown) => void): void };
  onDisconnect: { addListener(fn: (port: Port) => void): void };
  error?: { message?: string } | null;
}

export interface RpcOptions {
  /** Aborting rejects the call with `cancelled` at once and tells the host to stop. */
  signal?: AbortSignal;
  /** Gets the ask.event notifications that belong to this call. */
  onEvent?: (event: unknown) => void;
}

interface Call {
  resolve(result: unknown): void;
  reject(error: unknown): void;
  onEvent?: (event: unknown) => void;
}

interface Message {
  id?: number | null;
  method?: string;
  params?: unknown;
  result?: unknown;
  error?: RpcErrorObject;
}

/** One connection. After `close` every call fails with `no_host`. */
export class Rpc {
  private readonly port: Port;
  private readonly calls = new Map<number, Call>();
  private readonly onNotify: (method: string, params: unknown) => void;
  private next = 1;
  private closed = false;

  constructor(port: Port, onNotify: (method: string, params: unknown) => void) {
    this.port = port;
    this.onNotify = onNotify;
    port.onMessage.addListener((message) => this.receive(message as Message));
  }

  /** Calls a method. Rejects with HostError. */
  call(method: string, params: unknown, { signal, onEvent }: RpcOptions = {}): Promise<unknown> {
    if (this.closed) return Promise.reject(gone());
    if (signal?.aborted) return Promise.reject(cancelled());
    const id = this.next++;
    return new Promise((resolve, reject) => {
      const abort = () => {
        this.take(id)?.reject(cancelled());
        this.post({ jsonrpc: "2.0", method: "rpc.cancel", params: [id] });
      };
      const done = () => signal?.removeEventListener("abort", abort);
      this.calls.set(id, {
        resolve: (result) => (done(), resolve(result)),
        reject: (error) => (done(), reject(error)),
        onEvent,
      });
      signal?.addEventListener("abort", abort);
      if (!this.post({ jsonrpc: "2.0", id, method, params })) this.take(id)?.reject(gone());
    });
  }

  /** Ends the connection; calls under way fail. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    for (const id of [...this.calls.keys()]) this.take(id)?.reject(gone());
    this.port.disconnect();
  }

  /** False when the other end went away in this very moment; its onDisconnect follows. */
  private post(message: unknown): boolean {
    try {
      if (!this.closed) this.port.postMessage(message);
      return !this.closed;
    } catch {
      return false;
    }
  }

  private receive(message: Message): void {
    if (message.method !== undefined) {
      const id = (message.params as { requestId?: unknown } | null)?.requestId;
      if (message.method === "ask.event") this.calls.get(Number(id))?.onEvent?.(message.params);
      else this.onNotify(message.method, message.params);
      return;
    }
    const call = typeof message.id === "number" ? this.take(message.id) : undefined;
    if (!call) return; // cancelled meanwhile
    if (message.error) {
      const { message: text, data } = message.error;
      call.reject(new HostError(data?.kind ?? "internal", text, data?.hint));
    } else call.resolve(message.result);
  }

  private take(id: number): Call | undefined {
    const call = this.calls.get(id);
    this.calls.delete(id);
    return call;
  }
}

/** There is nobody to ask. */
export function gone(): HostError {
  return new HostError("no_host", t("err.host"), t("err.host.text"));
}

/** The caller changed its mind. */
export function cancelled(): HostError {
  return new HostError("cancelled", t("answer.stopped"));
}
