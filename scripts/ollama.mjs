// Builds a real Ollama server for the tests (make test-ollama), from Go modules
// alone and a C++ compiler: no installer, no CMake, no download of programs.
// What is tested against it is what our own imitation of the server cannot
// prove: that the imitation is right.
//
// Cold, the build takes three to eight minutes on two cores; nearly all of it
// is C++, which Go's build cache keeps, so that a second clone on the same
// computer builds in seconds.
//
//   node scripts/ollama.mjs      builds it when needed and prints its path
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { onPath } from "./browsers.mjs";
import { checkToolchains, installWanted } from "./setup.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const modules = path.join(root, "scripts", "ollama");
const cache = path.join(root, ".cache", "ollama");

/**
 * Headers of llama.cpp that no module archive has where the compiler looks for
 * them, and the module (headers/go.mod) that has each somewhere else.
 */
const headers = [
  { to: "nlohmann/json.hpp", module: "github.com/ollama/ollama", from: "llama/llama.cpp/common/json.hpp" },
  // Declarations alone; the whole library declares them as well.
  { to: "nlohmann/json_fwd.hpp", text: '#include "json.hpp"\n' },
  { to: "stb/stb_image.h", module: "github.com/ollama/ollama", from: "llama/llama.cpp/common/stb_image.h" },
  { to: "miniaudio/miniaudio.h", module: "github.com/gen2brain/malgo", from: "miniaudio.h" },
];

const compilers = [
  { packages: ["gcc"], there: () => onPath("gcc") },
  { packages: ["g++"], there: () => onPath("g++") },
  // A compiler without the C library's headers compiles nothing.
  { packages: ["libc6-dev"], there: () => fs.existsSync("/usr/include/stdlib.h") },
];

/**
 * The path of a real Ollama server, built now if it was not before.
 * AI_BOOKMARK_OLLAMA names one to use instead, on any system.
 * @returns {Promise<{exe?: string, missing?: string, failed?: string}>}
 *   missing: why there can be none here; failed: why building it did not work
 */
export async function ensureOllama() {
  if (process.env.AI_BOOKMARK_OLLAMA) return { exe: path.resolve(process.env.AI_BOOKMARK_OLLAMA) };
  if (process.platform !== "linux") {
    return { missing: "an Ollama server is built on Linux only; set AI_BOOKMARK_OLLAMA to the path of an installed one" };
  }
  installWanted(compilers, "the Ollama server");
  const lacking = compilers.filter((c) => !c.there()).map((c) => c.packages[0]);
  if (lacking.length > 0) return { missing: `${lacking.join(", ")} missing: needed to build an Ollama server` };
  const plan = planOf(cpuFlags());
  const exe = path.join(cache, "ollama");
  if (isBuilt(exe, plan)) return { exe };
  try {
    placeHeaders(plan.include);
    await build(exe, plan);
  } catch (error) {
    return { failed: error.message };
  }
  fs.writeFileSync(stampOf(exe), plan.stamp);
  return { exe };
}

/**
 * Everything that decides what is built, and a stamp of it all.
 * @param {Set<string>} cpu flags of this processor
 */
export function planOf(cpu) {
  const version = versionIn(path.join(modules, "server", "go.mod"));
  const [serverSums, headerSums] = ["server", "headers"].map((m) => fs.readFileSync(path.join(modules, m, "go.sum"), "utf8"));
  // Go does not look into the folder to see whether it changed: other headers
  // need another name.
  const include = path.join(userCache(), "ai-bookmark-tests", `ollama-headers-${digest(headers, headerSums).slice(0, 12)}`);
  const optimise = ["-O2", ...(process.arch === "x64" && hasV3(cpu) ? ["-march=x86-64-v3"] : [])].join(" ");
  const env = {
    CGO_ENABLED: "1",
    // Part of the key of Go's build cache: hence a folder that is the same for
    // every clone, beside the build cache itself, and not one of this clone.
    CGO_CPPFLAGS: quoted(`-I${include}`),
    CGO_CFLAGS: optimise,
    CGO_CXXFLAGS: optimise,
    GOWORK: "off",
    GOFLAGS: "",
  };
  // Without its version the server calls itself 0.0.0.
  const args = ["build", "-trimpath", "-buildvcs=false", "-ldflags", `-s -w -X=github.com/ollama/ollama/version.Version=${version}`];
  return { version, include, env, args, stamp: digest(env, args, serverSums, goVersion()) };
}

const digest = (...parts) => createHash("sha256").update(JSON.stringify(parts)).digest("hex");

/** The version of Ollama that a go.mod asks for, without its "v". */
export function versionIn(file) {
  return /\bgithub\.com\/ollama\/ollama v(\S+)/.exec(fs.readFileSync(file, "utf8"))[1];
}

// What the x86-64-v3 level is made of, as Linux names it. A virtual machine
// may hide one of them, hence all are asked for. Without the level the build
// uses SSE only and embeds at less than half the speed.
export const hasV3 = (cpu) => ["avx", "avx2", "bmi1", "bmi2", "fma", "f16c", "movbe", "abm"].every((flag) => cpu.has(flag));

function cpuFlags() {
  const [, flags = ""] = /^flags\s*: (.*)$/m.exec(fs.readFileSync("/proc/cpuinfo", "utf8")) ?? [];
  return new Set(flags.split(" "));
}

// Where Go puts its build cache by default, so that both live equally long.
const userCache = () => process.env.XDG_CACHE_HOME || path.join(os.homedir(), ".cache");

// Go splits these variables at spaces, unless quoted.
const quoted = (flag) => (/\s/.test(flag) ? `"${flag}"` : flag);

const goVersion = () => spawnSync("go", ["env", "GOVERSION"], { encoding: "utf8", cwd: root }).stdout;

const stampOf = (exe) => `${exe}.made-from`;

const isBuilt = (exe, plan) => fs.existsSync(exe) && fs.existsSync(stampOf(exe)) && fs.readFileSync(stampOf(exe), "utf8") === plan.stamp;

// Copies, not links: the module cache may be emptied. What is there already is
// left alone: another clone may be compiling with it.
function placeHeaders(include) {
  const folders = new Map();
  for (const { to, module, from, text } of headers) {
    if (module && !folders.has(module)) folders.set(module, folderOf(module));
    const content = text ?? fs.readFileSync(path.join(folders.get(module), from));
    const file = path.join(include, to);
    if (fs.existsSync(file) && fs.readFileSync(file).equals(Buffer.from(content))) continue;
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, content);
  }
}

/** Where the module cache holds a module of headers/go.mod, checked against its go.sum. */
function folderOf(module) {
  const got = spawnSync("go", ["mod", "download", "-json", module], {
    cwd: path.join(modules, "headers"), encoding: "utf8", env: { ...process.env, GOWORK: "off", GOFLAGS: "" },
  });
  const told = got.stdout?.startsWith("{") ? JSON.parse(got.stdout) : {};
  if (!told.Dir) throw new Error(`${module} could not be fetched: ${told.Error ?? got.stderr}`);
  return told.Dir;
}

async function build(exe, { version, env, args }) {
  fs.mkdirSync(cache, { recursive: true });
  const say = (text) => process.stderr.write(`${text}\n`);
  say(`Building Ollama ${version} for the tests: up to eight minutes the first time, seconds from the build cache…`);
  const started = Date.now();
  const minutes = () => `${((Date.now() - started) / 60_000).toFixed(1)} min`;
  // The compiler says nothing for minutes, which looks like a hang.
  const pulse = setInterval(() => say(`  … still compiling (${minutes()})`), 30_000);
  // Built beside, then renamed: whoever runs the old one keeps it.
  const fresh = `${exe}.${process.pid}`;
  try {
    const status = await compile([...args, "-o", fresh, "github.com/ollama/ollama"], env);
    if (status !== 0) throw new Error(`go build of Ollama ${version} ended with ${status} (see above)`);
    fs.renameSync(fresh, exe);
  } finally {
    clearInterval(pulse);
    fs.rmSync(fresh, { force: true });
  }
  say(`Built in ${minutes()}.`);
}

/** Runs go at low priority, since it takes every core for minutes. @returns {Promise<number|string>} */
function compile(args, env) {
  return new Promise((resolve) => {
    const child = spawn("go", args, { cwd: path.join(modules, "server"), env: { ...process.env, ...env }, stdio: ["ignore", process.stderr, process.stderr] });
    child.once("error", (error) => resolve(error.message));
    child.once("close", (status, signal) => resolve(status ?? signal));
    try {
      os.setPriority(child.pid, 10);
    } catch {
      // It did not start, which "error" tells, or ended already.
    }
  });
}

if (process.argv[1] && fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  checkToolchains();
  const { exe, missing, failed } = await ensureOllama();
  if (exe) process.stdout.write(`${exe}\n`);
  else process.stderr.write(`${missing ?? failed}\n`);
  process.exitCode = exe ? 0 : 1;
}
