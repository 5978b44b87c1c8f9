// Keeps the library in step with the browser's bookmarks. What is sent is
// state, not events: after each change the present state of the nodes it
// touched is read back and sent, and at each connect the whole tree is. So
// repeating is harmless and nothing replays out of order.
//
// One durable mark, "dirty", says that the library may be behind. It is set
// before a change is sent and taken away when everything was acknowledged, so
// it outlives the worker, the browser and the companion app.
import { maxSyncNodes, type ApplyParams, type Node, type SyncParams, type SyncResult } from "../protocol.gen.ts";
import { Loss, type Storage } from "./loss.ts";
import { batches, flatten, toNode, type TreeNode } from "./tree.ts";

/** What Live needs from the world; tests give it their own. */
export interface LiveOptions extends Storage {
  /** Calls the companion app; rejects when it cannot be reached. */
  call(method: "bookmarks.sync" | "bookmarks.apply", params: object): Promise<unknown>;
  /** The source that initialize gave; 0 while there is no connection. */
  sourceId(): number;
  getTree(): Promise<TreeNode[]>;
  get(id: string): Promise<TreeNode[]>;
  randomId(): string;
  /** Calls fn after a pause. */
  after(fn: () => void, ms: number): void;
}

/** More changed nodes than this are sent as the whole tree. */
const manyChanges = 500;
/** Batches stay well below what one native message may hold. */
const batchBytes = 512 * 1024;

/** Pauses between attempts when the companion app is there but refuses: its disk is full, for one. */
const firstPause = 2_000;
const longestPause = 60_000;

export class Live {
  private readonly changed = new Set<string>();
  private readonly removed = new Set<string>();
  private whole = false;
  private importing = false;
  private working: Promise<void> | undefined;
  /** What the durable mark says; undefined until it was read or written. */
  private marked: boolean | undefined;
  private failures = 0;
  private readonly options: LiveOptions;
  /** Asks the person before most of the tree goes. */
  readonly loss: Loss;

  constructor(options: LiveOptions) {
    this.options = options;
    this.loss = new Loss(options);
    void this.recall();
  }

  /** What an earlier background left behind. */
  private async recall(): Promise<void> {
    const [dirty] = await Promise.all([this.options.load<boolean>("dirty"), this.loss.recall()]);
    if (dirty) this.connected();
  }

  /** A node was made, renamed, moved or reordered. */
  touch(id: string): void {
    this.changed.add(id);
    this.removed.delete(id);
    this.work();
  }

  /** A node is gone, with everything in it. */
  remove(id: string): void {
    this.removed.add(id);
    this.changed.delete(id);
    this.work();
  }

  /** The browser begins, or has ended, to import bookmarks in bulk. */
  bulk(begins: boolean): void {
    this.importing = begins;
    if (!begins) this.connected();
  }

  /** There is a connection: send the whole tree. */
  connected(): void {
    this.whole = true;
    this.work();
  }

  /** The person's word on bookmarks that vanished: gone, or kept until more vanish. */
  decide(remove: boolean): void {
    if (this.loss.decide(remove)) this.connected();
  }

  /** Resolves when nothing is left to send, or it cannot be sent now. */
  async idle(): Promise<void> {
    while (this.working) await this.working;
  }

  private work(): void {
    this.working ??= this.run().then((ok) => {
      this.working = undefined;
      // What came while the mark was being taken away.
      if (ok && this.waiting()) this.work();
    });
  }

  /**
   * Sends until nothing is left. On failure the mark stays and the whole tree
   * is due, at the next connection or after a pause, whichever comes first.
   */
  private async run(): Promise<boolean> {
    try {
      await this.mark(true);
      while (this.waiting()) {
        if (this.whole || this.changed.size + this.removed.size > manyChanges) await this.sendTree();
        else await this.sendChanges();
      }
      if (this.reachable()) await this.mark(false);
      this.failures = 0;
      return true;
    } catch {
      this.whole = true; // nobody knows what arrived
      const pause = Math.min(firstPause * 2 ** this.failures++, longestPause);
      this.options.after(() => this.waiting() && this.work(), pause);
      return false;
    }
  }

  private async mark(dirty: boolean): Promise<void> {
    if (this.marked === dirty) return;
    await this.options.save("dirty", dirty);
    this.marked = dirty;
  }

  private reachable(): boolean {
    return !this.importing && this.options.sourceId() !== 0;
  }

  private waiting(): boolean {
    return this.reachable() && (this.whole || this.changed.size + this.removed.size > 0);
  }

  private async sendChanges(): Promise<void> {
    const ids = [...this.changed];
    const removed = [...this.removed];
    this.changed.clear();
    this.removed.clear();
    const nodes: Node[] = [];
    for (const found of await Promise.allSettled(ids.map((id) => this.options.get(id)))) {
      const node = found.status === "fulfilled" && found.value[0] ? toNode(found.value[0]) : undefined;
      // One that is gone by now has an event of its own.
      if (node) nodes.push(node);
    }
    if (nodes.length + removed.length === 0) return;
    const parts = batches(nodes, manyChanges, batchBytes);
    for (const [i, part] of parts.entries()) {
      const last = i === parts.length - 1;
      const params: ApplyParams = { sourceId: this.options.sourceId(), nodes: part, removed: last ? removed : [] };
      await this.options.call("bookmarks.apply", params);
    }
  }

  /**
   * Sends the whole tree. Changes that come meanwhile go between its batches,
   * when the app knows of the run and takes them for newer; before the first
   * one it would take them for older, and drop what the tree does not name.
   */
  private async sendTree(): Promise<void> {
    this.whole = false;
    this.changed.clear();
    this.removed.clear();
    const nodes = flatten(await this.options.getTree());
    const run = this.options.randomId();
    const sourceId = this.options.sourceId();
    const parts = batches(nodes, maxSyncNodes, batchBytes);
    let result: SyncResult | undefined;
    for (const [i, part] of parts.entries()) {
      if (i > 0 && this.changed.size + this.removed.size <= manyChanges) await this.sendChanges();
      const params: SyncParams = { sourceId, run, nodes: part, done: i === parts.length - 1 };
      result = (await this.options.call("bookmarks.sync", params)) as SyncResult;
    }
    const lost = result?.needsConfirm ? (result.wouldRemove ?? 0) : 0;
    if (this.loss.judge(lost)) {
      const confirmation: SyncParams = { sourceId, run, nodes: [], done: true, confirm: true };
      await this.options.call("bookmarks.sync", confirmation);
    }
  }
}
