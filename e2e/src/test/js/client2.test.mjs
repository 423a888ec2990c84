// The official client of Socket.IO 2, unchanged, against a running server that lets it in.
// Environment: URL, TRANSPORTS (comma-separated), BASE64 (whether the client takes no binary).
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { afterEach, test } from "node:test";
import { io as io4 } from "socket.io-client";

const require = createRequire(import.meta.url);
const io2 = require("socket.io-client-2");
// the codec of the client, which Node.js does not let it use for binary polling
const parser = createRequire(require.resolve("socket.io-client-2"))("engine.io-parser");

const { URL } = process.env;
const transports = process.env.TRANSPORTS.split(",");
const forceBase64 = process.env.BASE64 === "true";

const WAIT = 20_000;
const sockets = [];

function connect(namespace = "", options = {}) {
  const socket = io2(URL + namespace, { transports, forceBase64, forceNew: true, reconnectionDelay: 10, ...options });
  sockets.push(socket);
  return socket;
}

function next(emitter, event, fits = () => true) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no ${event} came`)), WAIT);
    const hear = (...args) => {
      if (fits(...args)) {
        clearTimeout(timer);
        emitter.off(event, hear);
        resolve(args);
      }
    };
    emitter.on(event, hear);
  });
}

async function connected(namespace, options) {
  const socket = connect(namespace, options);
  await next(socket, "connect");
  return socket;
}

async function current() {
  const socket = io4(URL, { forceNew: true });
  sockets.push(socket);
  await next(socket, "connect");
  return socket;
}

function ask(socket, event, ...args) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${event} was not answered`)), WAIT);
    socket.emit(event, ...args, (...answer) => {
      clearTimeout(timer);
      resolve(answer);
    });
  });
}

async function upgraded(socket) {
  if (socket.io.engine.transport.name !== "websocket") {
    await next(socket.io.engine, "upgrade");
  }
}

afterEach(() => {
  sockets.splice(0).forEach((socket) => socket.close());
});

test("connects, and takes the connection's id for its own, as the server does", async () => {
  const socket = await connected();
  assert.equal(socket.id, socket.io.engine.id);
  const witness = await connected();
  await ask(witness, "join", "mine");
  socket.emit("direct", { room: witness.id, text: "to you alone" });
  assert.deepEqual(await next(witness, "said"), ["to you alone"]);
});

test("events come back with all their arguments", async () => {
  const socket = await connected();
  const args = [1, -2.5, "안녕하세요 👋", true, null, [1, [2]], { a: { b: "c" } }, "\u2028<>&'\""];
  socket.emit("echo", ...args);
  assert.deepEqual(await next(socket, "echo"), args);
  socket.emit("echo");
  assert.deepEqual(await next(socket, "echo"), []);
});

test("a hundred acks are answered, each with its own value", async () => {
  const socket = await connected();
  const answers = await Promise.all(Array.from({ length: 100 }, (_, i) => ask(socket, "ack", i)));
  assert.deepEqual(answers.flat(), Array.from({ length: 100 }, (_, i) => i));
});

test("the client answers an ack", async () => {
  const socket = await connected();
  socket.on("question", (text, reply) => reply(text + "!", 42));
  assert.deepEqual(await ask(socket, "ask", "really"), ["really!", 42]);
});

test("binary values travel both ways at any depth, in events and acks", async () => {
  const socket = await connected();
  const bytes = Buffer.from([0, 1, 2, 4, 253, 254, 255]);
  socket.emit("echo", bytes, { deep: [bytes, { deeper: bytes }] }, "é👋");
  const [first, nested, text] = await next(socket, "echo");
  assert.deepEqual(Buffer.from(first), bytes);
  assert.deepEqual(Buffer.from(nested.deep[0]), bytes);
  assert.deepEqual(Buffer.from(nested.deep[1].deeper), bytes);
  assert.equal(text, "é👋");
  const [answer] = await ask(socket, "ack", Buffer.from("péché"));
  assert.equal(Buffer.from(answer).toString(), "péché");
});

test("large messages travel both ways", async () => {
  const socket = await connected();
  const text = "안녕 👋 é ".repeat(20_000);
  const bytes = Buffer.alloc(400_000, 0xa5);
  assert.deepEqual(await ask(socket, "ack", text), [text]);
  assert.deepEqual(Buffer.from((await ask(socket, "ack", bytes))[0]), bytes);
});

test("messages stay in order across an upgrade", async () => {
  const socket = await connected();
  const received = [];
  const all = new Promise((resolve) =>
    socket.on("echo", (i) => {
      received.push(i);
      if (received.length === 200) {
        resolve();
      }
    }),
  );
  for (let i = 0; i < 200; i++) {
    socket.emit("echo", i);
    if (i % 20 === 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  await all;
  assert.deepEqual(received, Array.from({ length: 200 }, (_, i) => i));
  if (transports.includes("websocket")) {
    await upgraded(socket);
    assert.deepEqual(await ask(socket, "transport"), ["websocket"]);
  }
});

test("the query of a namespace is its auth, and its id ends with the connection's", async () => {
  const socket = connect("/chat?name=Ada%20L");
  const [[name]] = await Promise.all([next(socket, "welcome"), next(socket, "connect")]);
  assert.equal(name, "Ada L");
  assert.equal(socket.id, "/chat#" + socket.io.engine.id);
});

test("a refused client gets the data of the refusal, and another chance", async () => {
  const refused = connect("/secret?token=wrong");
  assert.deepEqual(await next(refused, "error"), [{ code: 401 }]);
  assert.equal(refused.connected, false);
  const admitted = await connected("/secret", { query: { token: "open sesame" } });
  assert.equal(admitted.connected, true);
});

test("a namespace that is not there is refused with a text", async () => {
  assert.deepEqual(await next(connect("/nowhere"), "error"), ["Invalid namespace"]);
});

test("several namespaces share a connection, and are left one by one", async () => {
  const main = await connected();
  const chat = main.io.socket("/chat");
  sockets.push(chat); // or the connection would outlive the test
  await next(chat, "connect");
  const gone = next(chat, "disconnect");
  chat.close();
  await gone;
  assert.deepEqual(await ask(main, "ack", "still here"), ["still here"]);
  chat.open();
  await next(chat, "connect");
});

test("clients of both versions hear each other in rooms", async () => {
  const old = await connected();
  const young = await current();
  await Promise.all([ask(old, "join", "both"), ask(young, "join", "both")]);
  const [toOld] = [next(old, "said")];
  young.emit("say", { room: "both", text: "hello, elder" });
  assert.deepEqual(await toOld, ["hello, elder"]);
  const toYoung = next(young, "said");
  old.emit("say", { room: "both", text: "hello, youth" });
  assert.deepEqual(await toYoung, ["hello, youth"]);
});

test("the server disconnects the client, after the last message", async () => {
  const kicked = await connected();
  kicked.emit("kick");
  assert.deepEqual(await next(kicked, "disconnect"), ["io server disconnect"]);
  const leaving = await connected("", { reconnection: false });
  const said = next(leaving, "said");
  const gone = next(leaving, "disconnect");
  leaving.emit("farewell");
  assert.deepEqual(await said, ["goodbye"]);
  await gone;
});

test("the server hears that the client has left", async () => {
  const witness = await connected();
  await ask(witness, "join", "witnesses");
  const socket = await connected();
  const { id } = socket;
  const heard = next(witness, "gone", (who) => who === id); // others may still be on their way out
  socket.close();
  const [, reason, rooms] = await heard;
  assert.match(reason, /client namespace disconnect|transport close/);
  assert.deepEqual(rooms, [id]);
});

test("a lost connection comes back with another id", async () => {
  const socket = await connected();
  const { id } = socket;
  const again = next(socket, "reconnect");
  socket.io.engine.close();
  await again;
  if (!socket.connected) {
    await next(socket, "connect");
  }
  assert.notEqual(socket.id, id);
  assert.deepEqual(await ask(socket, "ack", "back"), ["back"]);
});

test("the client pings, is answered, and stays", async () => {
  const socket = await connected();
  for (let i = 0; i < 4; i++) {
    await next(socket, "pong");
  }
  assert.deepEqual(await ask(socket, "ack", "alive"), ["alive"]);
});

test("payloads with binary are understood by the client's own codec, and its by the server", async () => {
  const open = await (await fetch(`${URL}/socket.io/?EIO=3&transport=polling`)).text();
  const { sid } = JSON.parse(open.slice(open.indexOf("{")));
  const target = `${URL}/socket.io/?EIO=3&transport=polling&sid=${sid}`;
  const signal = AbortSignal.timeout(WAIT);
  const poll = async () => {
    const response = await fetch(target, { signal });
    assert.equal(response.status, 200);
    return response;
  };
  assert.equal(await (await poll()).text(), "2:40"); // who is not let in yet may not send
  const bytes = Buffer.from([0, 1, 2, 4, 253, 254, 255]);
  const body = await new Promise((resolve) =>
    parser.encodePayload(
      [
        { type: "message", data: '51-["echo","é👋",{"_placeholder":true,"num":0}]' },
        { type: "message", data: bytes },
        { type: "ping" },
      ],
      true,
      resolve,
    ),
  );
  assert.ok(Buffer.isBuffer(body));
  const headers = { "Content-Type": "application/octet-stream" };
  assert.equal(await (await fetch(target, { method: "POST", headers, body, signal })).text(), "ok");
  const packets = [];
  while (!packets.some(({ data }) => Buffer.isBuffer(data))) {
    const response = await poll();
    const binary = response.headers.get("Content-Type") === "application/octet-stream";
    const payload = Buffer.from(await response.arrayBuffer());
    parser.decodePayload(binary ? payload : payload.toString(), null, (packet) => void packets.push(packet));
    assert.ok(binary || !packets.some(({ data }) => Buffer.isBuffer(data)));
  }
  assert.deepEqual(packets.filter(({ type, data }) => type === "message" && data !== "0"), [
    { type: "message", data: '51-["echo","é👋",{"_placeholder":true,"num":0}]' },
    { type: "message", data: bytes },
  ]);
  assert.equal(await (await fetch(target, { method: "POST", body: "1:1", signal })).text(), "ok");
});
