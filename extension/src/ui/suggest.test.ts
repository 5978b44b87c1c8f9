import assert from "node:assert/strict";
import test, { afterEach } from "node:test";
import { useLocale } from "../i18n/t.ts";
import { hitOf } from "../testing/fake_host.ts";
import { firstQuestions, suggestions } from "./suggest.ts";

afterEach(() => useLocale("en"));
const saved = (...folders: string[][]) => folders.map((path, i) => hitOf(`page ${i}`, { folders: path.length > 0 ? [path] : [] }));
const topics = (...folders: string[]) => suggestions(saved(...folders.map((f) => f.split("/"))), 9).map((s) => s.path.at(-1));

test("a question about each of the newest folders", () => {
  assert.deepEqual(suggestions(saved(["Cooking", "Bread"], ["Travel", "Japan"], ["Dev"])), [
    { question: "What did I save about Bread?", path: ["Cooking", "Bread"] },
    { question: "What did I save about Japan?", path: ["Travel", "Japan"] },
  ]);
  useLocale("zh-CN");
  assert.deepEqual(suggestions(saved(["做饭", "家常菜"])).map((s) => s.question), ["关于家常菜，我存过哪些内容？"]);
});

test("the same folder once; pages without one are passed over", () => {
  assert.deepEqual(suggestions(saved(["Bread"], [], ["Bread"], ["Tea"])).map((s) => s.path), [["Bread"], ["Tea"]]);
  assert.deepEqual(suggestions([]), []);
});

test("nothing is about folders that browsers make or that say nothing", () => {
  assert.deepEqual(topics("Bookmarks bar", "Other bookmarks", "Bookmarks Menu", "Imported From Firefox", "New folder", "unsorted", "Misc 2", "To read", "收藏夹栏", "稍后阅读"), []);
});

test("only names that read well in a sentence", () => {
  assert.deepEqual(topics("2024", "::!!", "a", "the pages that I want to read again one day", "x".repeat(30), "<b>bold</b>", "Machine Learning", "C++", "R & D"), ["Machine Learning", "C++", "R & D"]);
});

test("names in the script of the interface", () => {
  assert.deepEqual(topics("做饭", "Поезда", "Trains"), ["Trains"]);
  useLocale("zh-CN");
  assert.deepEqual(topics("做饭", "茶", "Поезда", "Trains"), ["做饭", "Trains"]);
});

test("first questions: folders, then pages, always as many as there can be", () => {
  const hit = (title: string, ...path: string[]) => ({ ...hitOf(title), folders: [path] });
  const recents = [hit("No-Knead Bread | King Arthur Baking", "Cooking"), hit("Lisbon – Travel guide", "Travel"), hit("Write-Ahead Logging", "Dev"), hit("https://x.example/?a=1", "Junk")];
  assert.deepEqual(firstQuestions(recents, 3).map((s) => s.question), ["What did I save about Cooking?", "What did I save about Travel?", "What does “Write-Ahead Logging” say?"]);
  const flat = [hit("No-Knead Bread | King Arthur Baking"), hit("What is a monad?"), hit("Night trains to Italy"), hit("No-Knead Bread | again")];
  assert.deepEqual(firstQuestions(flat, 3).map((s) => s.question), ["What does “No-Knead Bread” say?", "What does “Night trains to Italy” say?"]);
  assert.deepEqual(firstQuestions([], 3), []);
});
