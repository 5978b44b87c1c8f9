// Which folders are read: one box a folder. A folder that is left out takes
// those in it along.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { browser } from "../browser.ts";
import { number, t } from "../i18n/t.ts";
import type { Rule } from "../protocol.gen.ts";
import { foldersOf, isLeftOut, withFolder, type Folder } from "./folders.ts";

/** The browser's folders; undefined until they are known. */
export function useFolders(): Folder[] | undefined {
  const [folders, setFolders] = useState<Folder[]>();
  useEffect(() => void browser.bookmarks.getTree().then((roots) => setFolders(foldersOf(roots))), []);
  return folders;
}

interface FolderPickerProps {
  folders: Folder[];
  rules: readonly Rule[];
  onChange(rules: Rule[]): void;
}

export function FolderPicker({ folders, rules, onChange }: FolderPickerProps): JSX.Element {
  return (
    <div class="tree" role="group" aria-label={t("w.4.folders")} tabIndex={0}>
      {folders.map(({ path, pages }) => {
        const left = isLeftOut(rules, path);
        return (
          <label key={path.join("\n")} class={left === "above" ? "off" : ""} style={{ paddingInlineStart: `${(path.length - 1) * 1.5 + 0.25}rem` }}>
            <input
              type="checkbox" checked={left === "no"} disabled={left === "above"}
              onChange={(e) => onChange(withFolder(rules, path, e.currentTarget.checked))}
            />
            <span class="clip" dir="auto" title={path.join(" › ")}>{path[path.length - 1]}</span>
            <span class="num">{number(pages)}</span>
          </label>
        );
      })}
    </div>
  );
}
