// The room chat on two servers: an official client on each, in one room.
// Environment: URLS (comma-separated, the first server first).
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { io as connect } from "socket.io-client";

const urls = process.env.URLS.split(",");
const WAIT = 20_000;
const sockets = [];
let mina; // on the first server
let jiho; // on the second

/** The next one that is as wanted; those before it are passed over. */
function next(socket, event, wanted = () => true) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${event} did not come`)), WAIT);
    const listener = (...args) => {
      if (wanted(...args)) {
        clearTimeout(timer);
        socket.off(event, listener);
        resolve(args);
      }
    };
    socket.on(event, listener);
  });
}

async function person(url, name) {
  const socket = connect(`${url}/rooms`, { auth: { name }, forceNew: true });
  sockets.push(socket);
  const told = next(socket, "node");
  await next(socket, "connect");
  return { socket, node: await told };
}

const ask = (socket, ...args) => socket.timeout(WAIT).emitWithAck(...args);

before(async () => {
  const first = await person(urls[0], "Mina");
  const second = await person(urls[1], "Jiho");
  mina = first.socket;
  jiho = second.socket;
  const ports = urls.map((url, i) => ({ number: i + 1, port: Number(new URL(url).port) }));
  assert.deepEqual(first.node, [1, ports]);
  assert.deepEqual(second.node, [2, ports]);
});

after(() => sockets.forEach((socket) => socket.close()));

test("members of one room are on both servers, and see each other come", async () => {
  assert.equal(await ask(mina, "join", "room1"), "done");
  const entered = next(mina, "entered");
  const joined = next(jiho, "joined");
  const counted = next(mina, "room", ({ name, size }) => name === "room1" && size === 2);
  assert.equal(await ask(jiho, "join", "room1"), "done");
  const [room, members] = await joined;
  assert.equal(room, "room1");
  assert.deepEqual(members.map(({ name }) => name).sort(), ["Jiho", "Mina"]);
  assert.deepEqual((await entered).map((it) => it.name ?? it), ["room1", "Jiho"]);
  await counted;
});

test("who comes later is told of the members on all servers", async () => {
  const late = connect(`${urls[0]}/rooms`, { forceNew: true });
  sockets.push(late);
  const [rooms] = await next(late, "rooms");
  assert.equal(rooms.find(({ name }) => name === "room1").size, 2);
});

test("they talk", async () => {
  for (const [from, to] of [
    [mina, jiho],
    [jiho, mina],
  ]) {
    const heard = next(to, "message");
    assert.equal(await ask(from, "say", "room1", "안녕", "key"), "done");
    const [room, text, postmark] = await heard;
    assert.deepEqual([room, text, postmark.from.id], ["room1", "안녕", from.id]);
  }
});

test("who leaves is seen to leave on the other server", async () => {
  const left = next(mina, "left");
  const counted = next(mina, "room", ({ name, size }) => name === "room1" && size === 1);
  jiho.close();
  assert.equal((await left)[1].name, "Jiho");
  await counted;
});
