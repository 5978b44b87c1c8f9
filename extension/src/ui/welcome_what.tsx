// What is read: which folders, and whether the text of pages is at all.
import type { JSX } from "preact";
import { t } from "../i18n/t.ts";
import { FolderPicker, useFolders } from "./folder_picker.tsx";
import { ReadingSwitches } from "./reading_switches.tsx";
import type { Known } from "./use_settings.ts";

export function WhatToRead({ settings }: { settings: Known }): JSX.Element {
  const folders = useFolders();
  const { value, why, change } = settings;
  return (
    <>
      <h1>{t("w.4.title")}</h1>
      <p class="w-lead">{t("w.4.lead")}</p>
      <div class="w-body">
        <ReadingSwitches settings={settings} as="check" />
        {folders && folders.length > 0 && value && (
          <>
            <h2 class="w-part">{t("w.4.folders")}</h2>
            <FolderPicker folders={folders} rules={value.rules} onChange={(rules) => void change({ rules })} />
            <p class="hintline">{t("w.4.folders.text")}</p>
          </>
        )}
        {why && <p class="verdict bad" role="alert">{why}</p>}
      </div>
    </>
  );
}
