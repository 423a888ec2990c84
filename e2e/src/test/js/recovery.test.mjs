// The official client loses its connection and comes back.
// Environment: URL, TRANSPORTS (comma-separated), PARSER (the package to load, if another than the default).
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { io } from "socket.io-client";

const { URL } = process.env;
const transports = process.env.TRANSPORTS.split(",");
const parser = process.env.PARSER && (await import(process.env.PARSER)).default;

const WAIT = 20_000;
const sockets = [];

function next(emitter, event) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no ${event} came`)), WAIT);
    emitter.once(event, (...args) => {
      clearTimeout(timer);
      resolve(args);
    });
  });
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

/** A client that keeps what it hears, and comes back when it is told to. */
async function connected() {
  const socket = io(URL, { transports, forceNew: true, reconnection: false, ...(parser && { parser }) });
  sockets.push(socket);
  socket.heard = [];
  socket.on("said", (text) => socket.heard.push(text));
  await next(socket, "connect");
  return socket;
}

async function loses(socket) {
  const gone = next(socket, "disconnect");
  socket.io.engine.close();
  await gone;
}

async function returns(socket) {
  const back = next(socket, "connect");
  socket.connect();
  await back;
  return socket.recovered;
}

/** All that the server sent before has arrived when this has. */
async function settled(socket) {
  await ask(socket, "ack");
}

afterEach(() => {
  sockets.splice(0).forEach((socket) => socket.close());
});

test("goes on with its id and rooms, and gets what it missed, in order", async () => {
  const [socket, witness] = await Promise.all([connected(), connected()]);
  const { id } = socket;
  await ask(socket, "join", "room");
  await ask(witness, "tell", "", "one");
  await settled(socket);
  await loses(socket);
  await ask(witness, "tell", "", "two");
  await ask(witness, "tell", "room", "three");
  await ask(witness, "tell", "elsewhere", "not for it");
  await ask(witness, "tell", id, "four");

  assert.equal(await returns(socket), true);
  assert.equal(socket.id, id);
  assert.deepEqual(await ask(socket, "recovered"), [true]);
  await ask(witness, "tell", "room", "five");
  await settled(socket);
  assert.deepEqual(socket.heard, ["one", "two", "three", "four", "five"]);
});

test("recovers before it has received anything", async () => {
  const [socket, witness] = await Promise.all([connected(), connected()]);
  await loses(socket);
  await ask(witness, "tell", "", "one");

  assert.equal(await returns(socket), true);
  await settled(socket);
  assert.deepEqual(socket.heard, ["one"]);
});

test("recovers again and again", async () => {
  const [socket, witness] = await Promise.all([connected(), connected()]);
  const { id } = socket;
  for (const text of ["one", "two", "three"]) {
    await loses(socket);
    await ask(witness, "tell", "", text);
    assert.equal(await returns(socket), true);
    await loses(socket);
    assert.equal(await returns(socket), true);
  }
  await settled(socket);
  assert.equal(socket.id, id);
  assert.deepEqual(socket.heard, ["one", "two", "three"]);
});

test("recovers when the last event that it received was volatile", async () => {
  const [socket, witness] = await Promise.all([connected(), connected()]);
  await ask(witness, "tell", "", "one");
  await settled(socket);
  await ask(witness, "whisper", "psst");
  await settled(socket);
  await loses(socket);
  await ask(witness, "whisper", "lost");
  await ask(witness, "tell", "", "two");

  assert.equal(await returns(socket), true);
  await settled(socket);
  assert.deepEqual(
    socket.heard.filter((text) => text !== "psst"),
    ["one", "two"],
  );
});

test("binary arguments come again as they were", async () => {
  const [socket, witness] = await Promise.all([connected(), connected()]);
  const bytes = next(socket, "bytes");
  await loses(socket);
  await ask(witness, "send bytes");

  assert.equal(await returns(socket), true);
  assert.deepEqual(new Uint8Array((await bytes)[0]), new Uint8Array([1, 2, 3]));
});

test("who leaves is new when it comes again", async () => {
  const socket = await connected();
  const { id } = socket;
  socket.disconnect();

  assert.equal(await returns(socket), false);
  assert.notEqual(socket.id, id);
  assert.deepEqual(await ask(socket, "recovered"), [false]);
});
