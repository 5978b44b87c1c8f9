// What goes on in the background, in words: pages being read, passages whose
// meaning is being learnt.
import { span, t } from "../i18n/t.ts";
import type { Status } from "../protocol.gen.ts";

/** The model that is learnt from the library itself and needs no download. */
export const builtin = "builtin";

export interface Work {
  kind: "read" | "learn";
  done: number;
  total: number;
  paused: boolean;
  title: string;
  /** How far it is and how long it takes, or what works meanwhile. */
  text: string;
}

/** The library from which the built-in model can be learnt, in pages. */
const enoughPages = 50;

/** What is to come where no model has read anything yet. */
export function beginning(s: Status | undefined): string {
  return t((s?.pages ?? 0) < enoughPages ? "rung.s2.begin" : "rung.s2.soon");
}

/** So many pages take long enough to be told of. */
const manyPages = 200;
/** Nor is learning that takes less than this, in seconds, or that has fewer passages left while nobody knows. */
const shortLearning = 5;
const fewPassages = 200;

/** The work that is under way or paused; undefined when there is none. */
export function workOf(s: Status): Work | undefined {
  const reading = s.pending.index > manyPages || (s.paused && s.pending.index > 0);
  if (!reading && s.pending.embed === 0) return undefined;
  const total = reading ? s.pages : s.passages;
  const done = Math.max(0, total - (reading ? s.pending.index : s.pending.embed));
  const work = { kind: reading ? "read" : "learn", done, total, paused: s.paused } as const;
  if (s.paused) return { ...work, title: t("index.paused", { done, total }), text: t("learn.paused.text") };
  if (reading) {
    const m = Math.ceil((s.etaSeconds ?? 0) / 60);
    return { ...work, title: t("index.title", { done, total }), text: m > 0 ? t("index.left", { m }) : "" };
  }
  const time = s.etaSeconds === undefined ? "" : span(s.etaSeconds);
  return { ...work, title: t("learn.title"), text: time ? t("learn.line", { done, total, time }) : t("w.3.of", { done, total }) };
}

/** Whether a person who wants something else should be told. */
export function worthTelling(s: Status): boolean {
  const work = workOf(s);
  if (!work) return false;
  if (work.kind === "read" || work.paused) return true;
  return s.etaSeconds === undefined ? s.pending.embed > fewPassages : s.etaSeconds >= shortLearning;
}

/** What search can do now, and the step to more, by the keys of their names. */
export function rungNames(rung: number, embed: string | undefined) {
  if (rung === 1 && embed === builtin) return { name: "rung.builtin", next: "rung.builtin.next" } as const;
  const next = ([undefined, "rung.1.next", "rung.2.next"] as const)[rung];
  return { name: `rung.${rung as 0 | 1 | 2 | 3}`, next } as const;
}

/**
 * Pages whose text is being fetched; undefined when there are none. It may take
 * days, politely, so only pages about the work tell it.
 */
export function fetchingOf(s: Status): Work | undefined {
  if (s.pending.capture === 0) return undefined;
  const total = s.captured + s.pending.capture;
  const work = { kind: "read", done: s.captured, total, paused: s.paused } as const;
  if (s.paused) return { ...work, title: t("index.paused", { done: s.captured, total }), text: t("index.text") };
  return { ...work, title: t("index.title", { done: s.captured, total }), text: s.fetch ? t(`index.waits.${s.fetch}`) : t("index.text") };
}
