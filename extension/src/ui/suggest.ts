// Questions to begin with, made from what the person saved lately. Where
// nothing reads well there are none.
import { locale, t } from "../i18n/t.ts";
import type { Hit } from "../protocol.gen.ts";
import { isRoot } from "../bookmarks/folder.ts";

/** A question, and where the pages are that it is made from. */
export interface Suggestion {
  question: string;
  /** The folders, outermost first. */
  path: string[];
}

/** Folders for want of a better name: nothing is about them. */
const noTopic =
  /^(imported.*|new folder|unsorted.*|unfiled.*|misc.*|inbox|temp|tmp|stuff|to ?read|read(ing)? ?(list|later)|later|todo|home|links?|other|新建文件夹|未分类|待读|稍后阅读|其他|其它|杂项|临时)$/i;

/** At most `most` questions about different folders of the newest pages. */
export function suggestions(recents: readonly Hit[], most = 2): Suggestion[] {
  const found = new Map<string, Suggestion>();
  for (const { folders } of recents) {
    const path = folders[0] ?? [];
    const topic = path[path.length - 1]?.trim() ?? "";
    if (readsWell(topic) && !found.has(topic)) found.set(topic, { question: t("try.folder", { topic }), path });
    if (found.size === most) break;
  }
  return [...found.values()];
}

/** A short name of letters, in the script of the interface: it stands in the middle of a sentence. */
function readsWell(topic: string): boolean {
  if (isRoot(topic) || noTopic.test(topic) || !/^[\p{L}\p{M}][\p{L}\p{M}\p{N} &'’+.-]*$/u.test(topic)) return false;
  if (topic.split(/\s+/).length > 3 || topic.length > 24) return false;
  const han = /\p{Script=Han}/u.test(topic);
  return han ? locale === "zh-CN" && topic.length >= 2 : /^[\p{Script=Latin}\p{N} &'’+.-]{3,}$/u.test(topic);
}

/** A title that fits into a sentence: without what sites add to it. */
function titleOf(title: string): string {
  const plain = title.split(/ [-–—|·] |[|_]/)[0]!.trim();
  return /^[\p{L}\p{N}《「“"][^?？!！]*$/u.test(plain) && plain.length >= 4 && plain.length <= 48 ? plain : "";
}

/** Questions for somebody who has asked none yet: about folders first, then about single pages, each of another folder. */
export function firstQuestions(recents: readonly Hit[], most: number): Suggestion[] {
  const out = suggestions(recents, most - 1);
  const used = new Set(out.map(({ path }) => path.join("\n")));
  for (const { title, folders } of recents) {
    const path = folders[0] ?? [];
    const plain = titleOf(title);
    if (out.length === most) break;
    if (!plain || used.has(path.join("\n"))) continue;
    used.add(path.join("\n"));
    out.push({ question: t("try.title", { title: plain }), path });
  }
  // Few folders: then several pages of one.
  for (const { title, folders } of recents) {
    const question = t("try.title", { title: titleOf(title) });
    if (out.length === most) break;
    if (titleOf(title) && !out.some((s) => s.question === question)) out.push({ question, path: folders[0] ?? [] });
  }
  return out;
}
