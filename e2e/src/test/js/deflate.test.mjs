// The ws package, whose permessage-deflate is configured in every way, against a running server.
// Environment: URL, TAKEOVER (whether the server allows it).
import assert from "node:assert/strict";
import { test } from "node:test";
import WebSocket from "ws";

const url = process.env.URL.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket";
const takeover = process.env.TAKEOVER === "true";

const texts = [
  "안녕하세요 👋 ".repeat(300),
  "small",
  JSON.stringify(Array.from({ length: 5000 }, (_, i) => ({ i, name: `user ${i % 7}` }))),
  "안녕하세요 👋 ".repeat(300),
];

/** Connects, has every text echoed in a row, and tells what was agreed on. */
async function echo(perMessageDeflate) {
  const socket = new WebSocket(url, { perMessageDeflate });
  const packets = [];
  let agreed = "";
  socket.on("upgrade", ({ headers }) => (agreed = headers["sec-websocket-extensions"] ?? ""));
  let wanted = () => {};
  socket.on("message", (data) => wanted(packets.push(data.toString())));
  const failed = new Promise((_, reject) => {
    socket.on("error", reject);
    socket.on("close", (code) => reject(new Error(`closed with ${code}`)));
  });
  failed.catch(() => {});
  const received = (count) =>
    Promise.race([failed, new Promise((resolve) => ((wanted = (n) => n >= count && resolve()), wanted(packets.length)))]);
  await received(1);
  socket.send("40");
  await received(2);
  for (const text of texts) {
    socket.send("42" + JSON.stringify(["echo", text]));
  }
  await received(2 + texts.length);
  assert.deepEqual(
    packets.slice(2).map((packet) => JSON.parse(packet.slice(2))[1]),
    texts,
  );
  socket.close();
  return agreed;
}

test("without the extension", async () => {
  assert.equal(await echo(false), "");
});

test("as clients offer it by default", async () => {
  const agreed = await echo(true);
  assert.match(agreed, /^permessage-deflate/);
  assert.equal(agreed.includes("no_context_takeover"), !takeover);
});

test("without context takeover at the client's wish", async () => {
  const agreed = await echo({ threshold: 0, serverNoContextTakeover: true, clientNoContextTakeover: true });
  assert.match(agreed, /server_no_context_takeover; client_no_context_takeover/);
});

for (const bits of [9, 12, 15]) {
  test(`with a window of ${bits} bits`, async () => {
    const agreed = await echo({ threshold: 0, serverMaxWindowBits: bits, clientMaxWindowBits: bits });
    assert.match(agreed, new RegExp(`server_max_window_bits=${bits}`));
  });
}

test("a bomb is answered with 1009", async () => {
  const socket = new WebSocket(url, { perMessageDeflate: true });
  await new Promise((resolve) => socket.once("message", resolve));
  socket.send("4" + "a".repeat(20_000_000));
  assert.equal(await new Promise((resolve) => socket.once("close", resolve)), 1009);
});
