import assert from "node:assert/strict";
import test from "node:test";
import { folderName } from "./folder.ts";

const cases: [path: string[], shown: string][] = [
  [[], ""],
  [["Bread"], "Bread"],
  [["Bookmarks bar", "Cooking", "Bread"], "Cooking › Bread"],
  [["Bookmarks bar"], "Bookmarks bar"],
  [["Favorites", "Trains"], "Trains"],
  [["书签栏", "做饭"], "做饭"],
  [["其他收藏夹", "旅行", "云南"], "旅行 › 云南"],
  [["Cooking", "Bookmarks bar"], "Cooking › Bookmarks bar"],
];
for (const [path, shown] of cases) test(`the folder ${JSON.stringify(path)}`, () => assert.equal(folderName(path), shown));
