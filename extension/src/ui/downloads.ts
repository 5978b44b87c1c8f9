// Downloads of models, as a page follows them: those it began, and those that
// went on when it opened. They belong to the companion app and go on without
// any page.
import { HostError, type Host } from "../host/client.ts";
import { t } from "../i18n/t.ts";
import type { ModelEvent, ModelsList, PullParams } from "../protocol.gen.ts";

export interface Download {
  phase: ModelEvent["phase"];
  completed: number;
  total: number;
  /** About how long it still takes, in seconds; undefined while nobody can know. */
  left?: number;
  /** Why it failed, and what to do about it. */
  why?: string;
}

interface Following extends Download {
  /** Takes it back. */
  stop: AbortController;
  /** Times and sizes of the last while, for its speed. */
  seen: { at: number; completed: number }[];
}

/** The speed is that of so many milliseconds, and nothing is said before some have passed. */
const longestLook = 20_000;
const shortestLook = 3_000;

const over = (phase: ModelEvent["phase"]) => phase === "done" || phase === "failed" || phase === "cancelled";

/** The name as the app writes it. */
export const plainName = (name: string) => name.replace(/:latest$/, "");

export class Downloads {
  private readonly all = new Map<string, Following>();
  private readonly host: Host;
  private readonly changed: () => void;
  private readonly installed: () => void;
  private readonly now: () => number;
  private readonly off: () => void;

  /** changed is called when there is something else to show, installed when a model has come. */
  constructor(host: Host, changed: () => void, installed: () => void, now = () => performance.now()) {
    this.host = host;
    this.changed = changed;
    this.installed = installed;
    this.now = now;
    this.off = host.onModel((event) => this.heard(event));
  }

  /** The page goes; the downloads go on. */
  close(): void {
    this.off();
  }

  /** How it stands with a model; undefined when nothing was ever asked for. */
  of(name: string): Download | undefined {
    return this.all.get(plainName(name));
  }

  /** The names of those that go on. */
  going(): string[] {
    return [...this.all].filter(([, d]) => !over(d.phase)).map(([name]) => name);
  }

  /** What the app says goes on. */
  known(list: ModelsList): void {
    for (const event of list.pulling ?? []) this.heard(event);
  }

  /** The person wants this model; resolves when it is there, or is not. */
  start(name: string): Promise<void> {
    const going = this.all.get(plainName(name));
    return going && !over(going.phase) ? Promise.resolve() : this.follow({ name: plainName(name) });
  }

  /** What came is kept. */
  cancel(name: string): void {
    this.all.get(plainName(name))?.stop.abort();
  }

  private async follow(params: PullParams, event?: ModelEvent): Promise<void> {
    const d: Following = { phase: "starting", completed: 0, total: 0, stop: new AbortController(), seen: [], ...(event && progressOf(event)) };
    this.all.set(params.name, d);
    this.changed();
    try {
      await this.host.call("models.pull", params, { signal: d.stop.signal });
      d.phase = "done";
      d.completed = d.total;
      this.installed();
    } catch (error) {
      if (params.join && error instanceof HostError && error.kind === "not_found") this.all.delete(params.name); // it ended in this moment
      else if (error instanceof HostError && error.kind === "cancelled") d.phase = "cancelled";
      else {
        d.phase = "failed";
        d.why = error instanceof HostError ? [error.message, error.hint].filter(Boolean).join(" ") || t("err.host") : String(error);
      }
    }
    d.left = undefined;
    this.changed();
  }

  private heard(event: ModelEvent): void {
    const d = this.all.get(event.name);
    if (!d || over(d.phase)) {
      // Another page, or one that is closed by now, asked for it.
      if (!over(event.phase)) void this.follow({ name: event.name, join: true }, event);
      return;
    }
    if (over(event.phase)) return; // the call's own end says more
    Object.assign(d, progressOf(event));
    d.left = this.leftOf(d);
    this.changed();
  }

  private leftOf(d: Following): number | undefined {
    const at = this.now();
    d.seen = [...d.seen.filter((s) => at - s.at <= longestLook), { at, completed: d.completed }];
    const first = d.seen[0]!;
    const speed = (d.completed - first.completed) / (at - first.at);
    return d.phase === "downloading" && at - first.at >= shortestLook && speed > 0 ? (d.total - d.completed) / speed / 1000 : undefined;
  }
}

const progressOf = ({ phase, completed, total }: ModelEvent) => ({ phase, completed, total });
