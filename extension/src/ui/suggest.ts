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
