// The background's end of the pages' ports: passes calls on to the one native
// connection and answers back, and tells every page how things stand.
import type { AskEvent, ModelEvent, Status } from "../protocol.gen.ts";
import { HostError, toMessage } from "./error.ts";
import type { Confirmation, Method, ToBackground, ToPage } from "./messages.ts";
import type { NativeHost } from "./native.ts";

/** Calls that only read: asked again when the app dies under them. */
const readOnly = new Set<Method>([
  "search", "status", "sources.list", "pages.get", "pages.related", "conversations.list", "conversations.get",
  "models.list", "captures.list", "settings.get", "rules.test", "storage.list", "doctor",
]);

/** What a page may decide about a tree that lost most of its bookmarks. */
export interface Confirmations {
  pending(): Confirmation | null;
  decide(remove: boolean): unknown;
  onChange(fn: () => void): void;
}

export class Relay {
  private readonly host: NativeHost;
  private readonly confirmations: Confirmations;
  private readonly pages = new Set<(message: ToPage) => void>();

  constructor(host: NativeHost, confirmations: Confirmations) {
    this.host = host;
    this.confirmations = confirmations;
    host.onState(() => this.tell());
    confirmations.onChange(() => this.tell());
    host.onNotify((method, params) => {
      if (method === "status.event") this.broadcast({ type: "status", status: params as Status });
      if (method === "models.event") this.broadcast({ type: "model", event: params as ModelEvent });
    });
  }

  /**
   * Serves one page until it goes away. What it was looking up is cancelled
   * then; an answer being written goes on and is kept in the history, and so
   * does the download of a model.
   */
  accept(port: chrome.runtime.Port): void {
    const running = new Map<number, AbortController>();
    const lasting = new Set<number>();
    const send = (message: ToPage) => {
      try {
        if (this.pages.has(send)) port.postMessage(message);
      } catch {
        // The page went away in this very moment: the others are still to be told.
      }
    };
    this.pages.add(send);
    port.onDisconnect.addListener(() => {
      this.pages.delete(send);
      for (const [id, controller] of running) if (!lasting.has(id)) controller.abort();
    });
    port.onMessage.addListener((message: ToBackground) => {
      if (message.type === "call") {
        if (message.method === "ask" || message.method === "models.pull") lasting.add(message.id);
        void this.call(message, running, send);
      } else if (message.type === "cancel") running.get(message.id)?.abort();
      else if (message.type === "retry") this.host.retry();
      else if (message.type === "confirm") this.confirmations.decide(message.remove);
    });
    send(this.now());
  }

  private async call(m: ToBackground & { type: "call" }, running: Map<number, AbortController>, send: (m: ToPage) => void): Promise<void> {
    const controller = new AbortController();
    running.set(m.id, controller);
    const once = () =>
      this.host.call(m.method, m.params, {
        signal: controller.signal,
        onEvent: (event) => send({ type: "event", id: m.id, event: event as AskEvent }),
      });
    try {
      const died = this.host.state.kind === "ready";
      const result = await once().catch((error: unknown) => {
        const again = died && readOnly.has(m.method) && error instanceof HostError && error.kind === "no_host";
        if (!again) throw error;
        this.host.retry();
        return once();
      });
      send({ type: "result", id: m.id, result });
    } catch (error) {
      send({ type: "error", id: m.id, error: toMessage(error) });
    } finally {
      running.delete(m.id);
    }
  }

  private now(): ToPage {
    return { type: "state", state: this.host.state, status: this.host.status, confirmation: this.confirmations.pending() };
  }

  private tell(): void {
    this.broadcast(this.now());
  }

  private broadcast(message: ToPage): void {
    for (const send of [...this.pages]) send(message);
  }
}
