// Whether the text of pages is read at all: when the person opens them, which
// the browser asks about, and in the background.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { granted, onChange, remove, request } from "../capture/permission.ts";
import { t } from "../i18n/t.ts";
import { Icon } from "./icons.tsx";
import type { Known } from "./use_settings.ts";

/** Whether the browser lets pages be read, wherever that was decided; undefined until it is known. */
export function useGranted(): boolean | undefined {
  const [is, set] = useState<boolean>();
  useEffect(() => {
    void granted().then(set);
    return onChange(set);
  }, []);
  return is;
}

/** As switches of the options page, or as boxes of the welcome page. */
export function ReadingSwitches({ settings, as }: { settings: Known; as: "switch" | "check" }): JSX.Element {
  const allowed = useGranted();
  const [refused, setRefused] = useState(false);
  const { value, change } = settings;
  const visits = Boolean(allowed && value?.captureVisits);
  // The browser asks only in the very turn of the click.
  const setVisits = async (on: boolean) => {
    setRefused(false);
    if (!on) return void (await Promise.all([remove(), change({ captureVisits: false })]));
    if (await request()) await change({ captureVisits: true });
    else setRefused(true);
  };
  const Part = as === "switch" ? Switch : Check;
  return (
    <>
      <Part title={t("w.4.visit")} text={t("w.4.visit.text")} on={visits} enabled={value !== undefined} onChange={(on) => void setVisits(on)}>
        {refused
          ? <span class="asks bad" role="alert"><Icon name="warn" />{t("w.4.refused")}</span>
          : !allowed && <span class="asks"><Icon name="info" />{t("w.4.asks")}</span>}
      </Part>
      <Part title={t("w.4.fetch")} text={t("w.4.fetch.text")} on={Boolean(value?.fetch)} enabled={value !== undefined} onChange={(on) => void change({ fetch: on })} />
    </>
  );
}

interface PartProps {
  title: string;
  text: string;
  on: boolean;
  enabled: boolean;
  onChange(on: boolean): void;
  children?: JSX.Element | false;
}

function Switch({ title, text, on, enabled, onChange, children }: PartProps): JSX.Element {
  return (
    <label>
      <div class="main"><b>{title}</b><p>{text}</p>{children}</div>
      <input type="checkbox" role="switch" class="switch" aria-label={title} checked={on} disabled={!enabled} onClick={(e) => (e.preventDefault(), onChange(!on))} />
    </label>
  );
}

function Check({ title, text, on, enabled, onChange, children }: PartProps): JSX.Element {
  return (
    <label class="check">
      <input type="checkbox" aria-label={title} checked={on} disabled={!enabled} onClick={(e) => (e.preventDefault(), onChange(!on))} />
      <div><b>{title}</b><p>{text}</p>{children}</div>
    </label>
  );
}
