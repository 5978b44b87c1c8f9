// "What is read", on the options page: the switches, the folders, the rules.
import type { JSX } from "preact";
import type { Host } from "../host/client.ts";
import { t } from "../i18n/t.ts";
import { FolderPicker, useFolders } from "./folder_picker.tsx";
import { ReadingSwitches } from "./reading_switches.tsx";
import { RuleTest } from "./rule_test.tsx";
import { Rules } from "./rules.tsx";
import type { Known } from "./use_settings.ts";

export function Reading({ host, settings }: { host: Host; settings: Known }): JSX.Element {
  const folders = useFolders();
  const { value, why, change } = settings;
  return (
    <>
      <div class="rows"><ReadingSwitches settings={settings} as="switch" /></div>
      {value && folders && folders.length > 0 && (
        <details class="fold">
          <summary>{t("o.what.folders")}</summary>
          <FolderPicker folders={folders} rules={value.rules} onChange={(rules) => void change({ rules })} />
        </details>
      )}
      {value && <Rules rules={value.rules} folders={folders ?? []} onChange={(rules) => change({ rules })} />}
      {why && <p class="verdict bad" role="alert">{why}</p>}
      <RuleTest host={host} />
    </>
  );
}
