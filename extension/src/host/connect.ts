// The NativeHost over this browser's real native-messaging port.
import { browser, isFirefox } from "../browser.ts";
import { locale } from "../i18n/t.ts";
import { hostName, protocolVersion, type InitializeParams } from "../protocol.gen.ts";
import { NativeHost, type Failures } from "./native.ts";
import type { Port } from "./rpc.ts";

const memory = "failures";
const alarm = "reconnect";
/** A background without a connection is stopped after this time of rest; longer pauses need an alarm. */
const longestTimer = 25_000;

/** Makes the connection's owner; it does not connect yet. Call it in the first turn of the background. */
export function nativeHost(): NativeHost {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const host: NativeHost = new NativeHost({
    connect: () => browser.runtime.connectNative(hostName) as unknown as Port,
    lastError: (port) => port.error?.message ?? browser.runtime.lastError?.message ?? "",
    hello,
    recall: async () => (await browser.storage.session.get(memory))[memory] as Failures | undefined,
    remember: (failures) => browser.storage.session.set({ [memory]: failures }),
    wake: (fn, ms) => {
      clearTimeout(timer);
      if (ms > longestTimer) return void browser.alarms.create(alarm, { when: Date.now() + ms });
      void browser.alarms.clear(alarm);
      timer = setTimeout(fn, ms);
    },
    after: (fn, ms) => {
      const running = setTimeout(fn, ms);
      return () => clearTimeout(running);
    },
    now: () => performance.now(),
  });
  browser.alarms.onAlarm.addListener(({ name }) => {
    if (name === alarm) void host.start();
  });
  return host;
}

async function hello(): Promise<InitializeParams> {
  const { name, version } = browser.runtime.getManifest();
  return {
    protocol: protocolVersion,
    client: { name, version },
    source: { browser: browserName(), profile: await profile(), label: "" },
    locale,
  };
}

/** Which browser this is, as far as it says. */
function browserName(): string {
  if (isFirefox) return "firefox";
  const brands = (navigator as { userAgentData?: { brands: { brand: string }[] } }).userAgentData?.brands.map((b) => b.brand) ?? [];
  const known: [string, string][] = [["Microsoft Edge", "edge"], ["Brave", "brave"], ["Vivaldi", "vivaldi"], ["Opera", "opera"], ["Google Chrome", "chrome"]];
  return known.find(([brand]) => brands.includes(brand))?.[1] ?? "chromium";
}

/** The random id of this profile, made once and kept. */
async function profile(): Promise<string> {
  const stored = (await browser.storage.local.get("profile"))["profile"];
  if (typeof stored === "string" && stored !== "") return stored;
  const made = crypto.randomUUID();
  await browser.storage.local.set({ profile: made });
  return made;
}
