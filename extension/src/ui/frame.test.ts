import assert from "node:assert/strict";
import test, { afterEach } from "node:test";
import { eachFrame } from "./frame.ts";

const real = { MessageChannel: globalThis.MessageChannel, requestAnimationFrame: globalThis.requestAnimationFrame, document: globalThis.document };
afterEach(() => Object.assign(globalThis, real));

/** A page whose messages and frames come when they are told to. */
function page(hidden = false) {
  const log: string[] = [];
  let messages: (() => void)[] = [];
  let frames: (() => void)[] = [];
  class Channel {
    port1: { onmessage?: () => void } = {};
    port2 = { postMessage: () => void messages.push(() => this.port1.onmessage?.()) };
  }
  const seen = { hidden };
  Object.assign(globalThis, { MessageChannel: Channel, requestAnimationFrame: (fn: () => void) => frames.push(fn), document: seen });
  const take = (from: "messages" | "frames") => {
    const due = from === "messages" ? messages : frames;
    if (from === "messages") messages = [];
    else frames = [];
    for (const fn of due) fn();
  };
  const draw = eachFrame(() => log.push("drawn"), () => log.push("painted"));
  return {
    draw, seen,
    /** What happened meanwhile. */
    told: () => log.splice(0).join(" "),
    messages: () => take("messages"),
    /** A frame, and what is received after it. */
    frame: () => (take("frames"), take("messages")),
  };
}

test("what changes at once is drawn once, before the frame, and then painted", () => {
  const { draw, messages, frame, told } = page();
  draw();
  draw();
  assert.equal(told(), "", "not within what runs now");
  messages();
  assert.equal(told(), "drawn");
  frame();
  assert.equal(told(), "painted");
  frame();
  assert.equal(told(), "", "nothing to draw");
});

test("what changes within the same frame waits for the next", () => {
  const { draw, messages, frame, told } = page();
  draw();
  messages();
  draw();
  draw();
  messages();
  assert.equal(told(), "drawn");
  frame();
  assert.equal(told(), "drawn painted");
  draw();
  messages();
  assert.equal(told(), "", "the frame after it is not there yet");
  frame();
  assert.equal(told(), "drawn painted");
});

test("a page out of sight is complete when it comes into view", () => {
  const { draw, seen, messages, frame, told } = page(true);
  for (let i = 0; i < 3; i++) {
    draw();
    messages();
  }
  assert.equal(told(), "drawn drawn drawn", "there are no frames to wait for");
  seen.hidden = false;
  frame();
  assert.equal(told(), "painted");
  seen.hidden = true;
  draw();
  messages();
  draw();
  messages();
  assert.equal(told(), "drawn", "one that was seen keeps to its frames, of which a hidden page has none");
});
