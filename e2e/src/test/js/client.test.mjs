// The official client, unchanged, against a running server.
// Environment: URL, CLIENT (the package to load), TRANSPORTS (comma-separated), PARSER (the package to load, if another than the default).
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

const { URL, CLIENT } = process.env;
const transports = process.env.TRANSPORTS.split(",");
const { io } = await import(CLIENT);
const parser = process.env.PARSER && (await import(process.env.PARSER)).default;

const WAIT = 20_000;
const sockets = [];

function connect(namespace = "", options = {}) {
  const socket = io(URL + namespace, { transports, forceNew: true, ...(parser && { parser }), ...options });
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
  if (!socket.connected) {
    await next(socket, "connect");
  }
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

test("connects, and the socket's id is not the connection's", async () => {
  const socket = await connected();
  assert.equal(socket.id.length, 20);
  assert.notEqual(socket.id, socket.io.engine.id);
});

test("an event comes back with all its arguments", async () => {
  const socket = await connected();
  const args = [1, -2.5, "안녕하세요 👋", true, null, [1, [2]], { a: { b: "c" } }, "\u2028<>&'\""];
  socket.emit("echo", ...args);
  assert.deepEqual(await next(socket, "echo"), args);
});

test("an event without arguments comes back without arguments", async () => {
  const socket = await connected();
  socket.emit("echo");
  assert.deepEqual(await next(socket, "echo"), []);
});

test("the server answers an ack", async () => {
  const socket = await connected();
  assert.deepEqual(await ask(socket, "ack", "a", { b: 2 }), ["a", { b: 2 }]);
});

test("a hundred acks are answered, each with its own value", async () => {
  const socket = await connected();
  const answers = await Promise.all(Array.from({ length: 100 }, (_, i) => ask(socket, "ack", i)));
  assert.deepEqual(answers.flat(), Array.from({ length: 100 }, (_, i) => i));
});

test("the client answers an ack, and the handler may block on it", async () => {
  const socket = await connected();
  socket.on("question", (text, reply) => reply(text + "!", 42));
  assert.deepEqual(await ask(socket, "ask", "really"), ["really!", 42]);
});

test("binary values travel both ways at any depth", async () => {
  const socket = await connected();
  const bytes = Buffer.from([0, 1, 2, 253, 254, 255]);
  socket.emit("echo", bytes, { deep: [bytes, { deeper: bytes }] }, "text");
  const [first, nested, text] = await next(socket, "echo");
  assert.deepEqual(Buffer.from(first), bytes);
  assert.deepEqual(Buffer.from(nested.deep[0]), bytes);
  assert.deepEqual(Buffer.from(nested.deep[1].deeper), bytes);
  assert.equal(text, "text");
});

test("dates, typed arrays and what is undefined mean the same with every parser", async () => {
  const socket = await connected();
  const date = new Date(1767323045006);
  const sent = [date, { date, none: undefined, list: [undefined] }, new Uint8Array([1, 255]).buffer];
  const [first, object, bytes] = await ask(socket, "ack", ...sent);
  assert.equal(first, "2026-01-02T03:04:05.006Z");
  assert.deepEqual(object, { date: first, list: [null] });
  assert.deepEqual(Buffer.from(bytes), Buffer.from([1, 255]));
});

test("a binary ack comes back", async () => {
  const socket = await connected();
  const [bytes] = await ask(socket, "ack", Buffer.from("péché"));
  assert.equal(Buffer.from(bytes).toString(), "péché");
});

test("typed arguments reach their handler, and what does not fit is answered with nothing", async () => {
  const socket = await connected();
  const order = { item: "tea", count: 2, image: Buffer.from([7]) };
  assert.deepEqual(await ask(socket, "order", order), ["2 x tea, image of 1"]);
  assert.deepEqual(await ask(socket, "order", "nonsense"), []);
  assert.deepEqual(await ask(socket, "ack", "still here"), ["still here"]);
});

test("a handler that throws answers with nothing and disturbs nobody", async () => {
  const socket = await connected();
  assert.deepEqual(await ask(socket, "throw"), []);
  assert.deepEqual(await ask(socket, "ack", 1), [1]);
});

test("a large message travels both ways", async () => {
  const socket = await connected();
  const text = "가나다라".repeat(60_000);
  assert.deepEqual(await ask(socket, "ack", text), [text]);
});

test("messages keep their order, across the upgrade too", async () => {
  const socket = connect();
  const seen = [];
  const all = new Promise((resolve) => {
    socket.on("echo", (i) => {
      seen.push(i);
      if (seen.length === 300) {
        resolve();
      }
    });
  });
  await next(socket, "connect");
  for (let i = 0; i < 300; i++) {
    socket.emit("echo", i);
    if (i % 10 === 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  await all;
  assert.deepEqual(seen, Array.from({ length: 300 }, (_, i) => i));
});

test("only the members of a room hear what is said in it", async () => {
  const [a, b, outsider] = await Promise.all([connected(), connected(), connected()]);
  const room = "room-" + a.id;
  await Promise.all([ask(a, "join", room), ask(b, "join", room)]);
  const heard = [];
  a.on("said", (text) => heard.push(["a", text]));
  outsider.on("said", (text) => heard.push(["outsider", text]));
  const toB = next(b, "said");
  a.emit("say", { room, text: "hello" });
  assert.deepEqual(await toB, ["hello"]);
  await Promise.all([ask(a, "ack", 0), ask(outsider, "ack", 0)]);
  assert.deepEqual(heard, []);
  await ask(b, "leave", room);
  b.on("said", (text) => heard.push(["b", text]));
  a.emit("say", { room, text: "anybody?" });
  await ask(a, "ack", 0);
  await ask(b, "ack", 0);
  assert.deepEqual(heard, []);
});

test("everybody hears a broadcast, a socket's id is a room of its own", async () => {
  const [a, b] = await Promise.all([connected(), connected()]);
  const both = [next(a, "said"), next(b, "said")];
  a.emit("all", "to all");
  assert.deepEqual(await Promise.all(both), [["to all"], ["to all"]]);
  const direct = next(b, "said");
  a.emit("direct", { room: b.id, text: "only you" });
  assert.deepEqual(await direct, ["only you"]);
});

test("namespaces are joined over one connection, with an auth of their own", async () => {
  const main = await connected();
  const chat = main.io.socket("/chat", { auth: { name: "루비" } });
  sockets.push(chat);
  assert.deepEqual(await next(chat, "welcome"), ["루비"]);
  assert.deepEqual(await ask(main, "ack", 1), [1]);
  chat.close();
  assert.deepEqual(await ask(main, "ack", 2), [2]);
});

test("a middleware refuses with a message and data, and lets in who knows the token", async () => {
  const refused = connect("/secret", { auth: { token: "wrong" } });
  const [error] = await next(refused, "connect_error");
  assert.equal(error.message, "not authorised");
  assert.deepEqual(error.data, { code: 401 });
  const admitted = await connected("/secret", { auth: { token: "open sesame" } });
  assert.ok(admitted.connected);
});

test("an unknown namespace is refused", async () => {
  const [error] = await next(connect("/nowhere"), "connect_error");
  assert.equal(error.message, "Invalid namespace");
});

test("the server disconnects a client, which hears why", async () => {
  const socket = await connected();
  const gone = next(socket, "disconnect");
  socket.emit("kick");
  assert.equal((await gone)[0], "io server disconnect");
});

test("what was sent before a disconnection arrives", async () => {
  const socket = await connected();
  const words = next(socket, "said");
  const gone = next(socket, "disconnect");
  socket.emit("farewell");
  assert.deepEqual(await words, ["goodbye"]);
  await gone;
});

test("the server hears a disconnection with its reason and the rooms", async () => {
  const [leaver, witness] = await Promise.all([connected(), connected()]);
  await ask(leaver, "join", "leavers");
  await ask(witness, "join", "witnesses");
  const { id } = leaver;
  const news = next(witness, "gone", (who) => who === id); // others may still be on their way out
  leaver.disconnect();
  const [, reason, rooms] = await news;
  assert.equal(reason, "client namespace disconnect");
  assert.deepEqual(new Set(rooms), new Set([id, "leavers"]));
});

test("a lost connection is made again with a new id", async () => {
  const socket = await connected("", { reconnectionDelay: 10 });
  const { id } = socket;
  const lost = next(socket, "disconnect");
  const back = next(socket, "connect");
  socket.io.engine.close();
  await lost;
  await back;
  assert.notEqual(socket.id, id);
  assert.deepEqual(await ask(socket, "ack", "again"), ["again"]);
});

test("polling moves to WebSocket where both are allowed", { skip: transports.length < 2 }, async () => {
  const socket = await connected();
  await upgraded(socket);
  assert.deepEqual(await ask(socket, "transport"), ["websocket"]);
});
