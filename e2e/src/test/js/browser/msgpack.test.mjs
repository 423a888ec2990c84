// The browser client with MessagePack, as the server serves it. The site is a server with that codec
// and a page that loads the client.
import assert from "node:assert/strict";
import { test } from "node:test";
import { person, site } from "./browser.mjs";

/** What travels below Socket.IO: bodies of POST requests, and what both sides send by WebSocket. */
function wiretap(page) {
  const wire = { posted: [], sent: [], received: [] };
  page.on("request", (request) => {
    if (request.method() === "POST") {
      wire.posted.push(...request.postData().split("\x1e"));
    }
  });
  page.on("websocket", (socket) => {
    socket.on("framesent", ({ payload }) => wire.sent.push(payload));
    socket.on("framereceived", ({ payload }) => wire.received.push(payload));
  });
  return wire;
}

async function visit() {
  const page = await person();
  const wire = wiretap(page);
  await page.goto(`${site}/`);
  return { page, wire };
}

/** Text and bytes in both directions, as events, as questions and as answers. */
const talk = (page, transports) =>
  page.evaluate(async (transports) => {
    const socket = io({ transports, forceNew: true });
    await new Promise((resolve, reject) => {
      socket.on("connect", resolve);
      socket.on("connect_error", reject);
    });
    const bytes = Uint8Array.of(0, 1, 127, 128, 255).buffer;
    const numbers = (it) => Array.from(new Uint8Array(it));
    const echo = await new Promise((resolve) => {
      socket.on("echo", (text, plain, nested) =>
        resolve([text, numbers(plain), numbers(nested.images[1]), nested.count, plain instanceof ArrayBuffer]),
      );
      socket.emit("echo", "안녕하세요 👋", bytes, { images: [null, bytes], count: 2 ** 40 });
    });
    const receipt = await socket.emitWithAck("order", { item: "tea", count: 2, image: bytes });
    socket.on("question", (question, answer) => answer(`${question} yes`, bytes));
    const answered = await new Promise((resolve) => {
      socket.emit("ask", "ready?", (text, answer) => resolve([text, numbers(answer)]));
    });
    if (transports.length > 1 && socket.io.engine.transport.name !== "websocket") {
      await new Promise((resolve) => socket.io.engine.once("upgrade", resolve));
    }
    const transport = await socket.emitWithAck("transport");
    const reason = new Promise((resolve) => socket.once("disconnect", resolve));
    socket.emit("kick");
    return { echo, receipt, answered, transport, reason: await reason };
  }, transports);

const bytes = [0, 1, 127, 128, 255];
const expected = (transport) => ({
  echo: ["안녕하세요 👋", bytes, bytes, 2 ** 40, true],
  receipt: "2 x tea, image of 5",
  answered: ["ready? yes", bytes],
  transport,
  reason: "io server disconnect",
});

const text = (frame) => typeof frame === "string";

test("text and bytes go both ways over polling", async () => {
  const { page, wire } = await visit();
  assert.deepEqual(await talk(page, ["polling"]), expected("polling"));
  assert.ok(wire.posted.filter((packet) => packet.startsWith("b")).length >= 6, "binary messages are posted");
  assert.deepEqual(
    wire.posted.filter((packet) => packet.startsWith("4")),
    [],
    "no message is text",
  );
  assert.deepEqual(wire.sent, []);
});

test("text and bytes go both ways over WebSocket", async () => {
  const { page, wire } = await visit();
  assert.deepEqual(await talk(page, ["websocket"]), expected("websocket"));
  assert.deepEqual(wire.posted, []);
  assert.ok(wire.sent.filter((frame) => !text(frame)).length >= 6);
  assert.deepEqual(
    [...wire.sent, ...wire.received].filter((frame) => text(frame) && frame.startsWith("4")),
    [],
    "no message is text",
  );
});

test("text and bytes go both ways across the upgrade", async () => {
  const { page, wire } = await visit();
  assert.deepEqual(await talk(page, ["polling", "websocket"]), expected("websocket"));
  assert.ok(wire.posted.some((packet) => packet.startsWith("b")), "it began with polling");
  assert.ok(wire.sent.includes("5"), "it was upgraded");
});

test("a typed array is an object to this client, its buffer is bytes", async () => {
  const { page } = await visit();
  const echoed = await page.evaluate(async () => {
    const socket = io();
    const view = Uint8Array.of(7, 8);
    const [first, second] = await new Promise((resolve) => {
      socket.on("echo", (...args) => resolve(args));
      socket.emit("echo", view, view.buffer);
    });
    return [first, second instanceof ArrayBuffer, Array.from(new Uint8Array(second))];
  });
  assert.deepEqual(echoed, [{ 0: 7, 1: 8 }, true, [7, 8]]);
});

test("what one browser says in a room, the other one hears, over another transport", async () => {
  const { page: ada } = await visit();
  const { page: bob } = await visit();
  const join = (page, transport) =>
    page.evaluate(async (transport) => {
      globalThis.socket = io({ transports: [transport] });
      globalThis.heard = new Promise((resolve) => globalThis.socket.on("said", resolve));
      await globalThis.socket.emitWithAck("join", "lobby");
    }, transport);
  await join(ada, "polling");
  await join(bob, "websocket");
  const say = (page, words) =>
    page.evaluate((words) => void globalThis.socket.emit("say", { room: "lobby", text: words }), words);
  const hears = (page) => page.evaluate(() => globalThis.heard);

  await say(ada, "hello 👋");
  assert.equal(await hears(bob), "hello 👋");
  await say(bob, "hello to you");
  assert.equal(await hears(ada), "hello to you");
});
