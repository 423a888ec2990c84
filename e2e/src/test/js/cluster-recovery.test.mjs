// Two servers of ours and one of Node.js with the streams adapter and recovery; official clients lose their
// connection to one of them, and come back to another.
// Environment: JAVA_URLS (comma-separated), REDIS_URL.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createAdapter } from "@socket.io/redis-streams-adapter";
import * as cluster from "./mixed-cluster.mjs";
import { SHORT, eventually, next, pause, servers } from "./mixed-cluster.mjs";

const NAMES = ["java1", "java2", "node"];

let redis;

/** Keeps what it is told by events "n", whose last argument is the offset. */
const client = (url, auth = {}) =>
  cluster.client(url, auth, (socket) => socket.on("n", (...args) => socket.heard.push(args.slice(0, -1))));

async function hears(socket, ...events) {
  await eventually(async () => assert.equal(socket.heard.length, events.length));
  assert.deepEqual(JSON.parse(JSON.stringify(socket.heard.splice(0))), events);
}

/**
 * Emitted until it is heard: a server of Node.js begins to read a stream wherever it happens to end, so it does not hear
 * what is appended between its first reads.
 */
async function firstHeard(socket, emit) {
  await eventually(async () => {
    await emit();
    await pause(SHORT);
    assert.ok(socket.heard.length > 0);
  });
  let before;
  do { // those that were emitted in vain, as it seemed, may still be on their way
    before = socket.heard.length;
    await pause(SHORT);
  } while (socket.heard.length > before);
  socket.heard.splice(0);
}

/** It is gone from its server, and its session is in Redis. */
async function lose(socket) {
  const gone = next(socket, "disconnect");
  socket.io.engine.close();
  await gone;
  await eventually(async () => assert.equal(await redis.exists(`sio:session:${socket._pid}`), 1));
}

async function returns(socket, url) {
  socket.io.uri = url;
  const connected = next(socket, "connect");
  socket.connect();
  await connected;
}

before(async () => {
  redis = await cluster.redis();
  await cluster.start({
    adapter: createAdapter(await cluster.redis()),
    connectionStateRecovery: { maxDisconnectionDuration: 60_000 },
  });
  const clients = await Promise.all(servers.map((server) => client(server.url)));
  await cluster.meet(clients, servers, "n", "first");
  clients.forEach((each) => each.close());
});

after(cluster.stop);

for (const [from, to] of [
  [0, 1],
  [0, 0],
  [2, 0],
  [1, 2],
]) {
  test(`from ${NAMES[from]} to ${NAMES[to]}: id, rooms, data and all that was missed`, async () => {
    const room = `room ${from} ${to}`;
    const socket = await client(servers[from].url);
    const { id } = socket;
    await servers[from].run("join", [id], [], room);
    await servers[from].run("name", [], [], id, "ada");
    await firstHeard(socket, () => servers[1].run("emit", [room], [], "n", 0));
    await servers[from].run("private", [], [], id, "n", "private");
    await hears(socket, ["private"]);

    await lose(socket);
    await appended();
    for (const [i, server] of servers.entries()) {
      await server.run("emit", [room], [], "n", i, { text: "안녕" }, Buffer.from([1, 255]));
      await appended(); // what is emitted next has its place behind it
    }
    await servers[0].run("emit", ["another"], [], "n", "not for it");
    await servers[2].run("emit", [], [room], "n", "nor this");
    await servers[1].run("emit", [id], [], "n", "to its id");
    await returns(socket, servers[to].url);

    assert.equal(socket.recovered, true);
    assert.equal(socket.id, id);
    const bytes = { type: "Buffer", data: [1, 255] };
    const missed = [0, 1, 2].map((i) => [i, { text: "안녕" }, bytes]);
    await hears(socket, ...missed, ["to its id"]);
    const [found] = await servers[to].run("fetch", [id], []);
    assert.deepEqual([...found.rooms].sort(), [id, room].sort());
    assert.equal(found.name, "ada");
    await servers[(to + 1) % 3].run("emit", [room], [], "n", "live");
    await hears(socket, ["live"]);

    // it is given back once
    const thief = await client(servers[(to + 1) % 3].url, { pid: socket._pid, offset: socket._lastOffset });
    assert.notEqual(thief.id, id);
    socket.close();
    thief.close();
  });
}

let seen;

/** Something has been appended since this was last asked. */
async function appended() {
  await eventually(async () => {
    const [entry] = await redis.xRevRange("socket.io", "+", "-", { COUNT: 1 });
    assert.notEqual(entry.id, seen);
    seen = entry.id;
  });
}

test("who was on node, and is disconnected while it is away, does not come back to java", async () => {
  const socket = await client(servers[2].url);
  const { id } = socket;
  await servers[0].run("emit", [], [], "n", 0);
  await hears(socket, [0]);
  await lose(socket);
  await servers[1].run("disconnect", [id], [], true);
  await returns(socket, servers[0].url);
  assert.equal(socket.recovered, false);
  assert.notEqual(socket.id, id);
});
