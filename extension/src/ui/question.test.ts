import assert from "node:assert/strict";
import test from "node:test";
import { isQuestion } from "./question.ts";

const questions = [
  "chinese search?", "全文搜索？", "how do I keep bread fresh", "What is a good way to learn Chinese", "which of them runs in winter",
  "怎么浇兰花", "两个字的词为什么总是搜不到", "有没有讲面包的文章", "这篇文章讲的是普洱茶吗", "summarise the article on trains",
];
for (const q of questions) test(`a question: ${q}`, () => assert.ok(isQuestion(q)));

const words = ["", "   ", "bread", "sqlite wal", "chinese full text search", "how to", "普洱茶 存放", "Whatsapp export", "isolation levels explained"];
for (const w of words) test(`words: ${w}`, () => assert.ok(!isQuestion(w)));
