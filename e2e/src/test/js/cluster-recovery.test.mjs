// Two servers of ours and one of Node.js with the streams adapter and recovery; official clients lose their
// connection to one of them, and come back to another.
// Environment: JAVA_URLS (comma-separated), REDIS_URL.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { createAdapter } from "@socket.io/redis-streams-adapter";
import { createClient } from "redis";
import { Server } from "socket.io";
import { io as connect } from "socket.io-client";

const { JAVA_URLS, REDIS_URL } = process.env;
const WAIT = 20_000;
const SHORT = 1_000;
const NAMES = ["java1", "java2", "node"];

const redisClients = [];
const sockets = [];
const servers = []; // { url, run(operation, rooms, except, ...arguments) }
let node; // the server of Node.js
let redis;

function deadline(promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not come`)), WAIT);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

function next(emitter, event) {
  return deadline(new Promise((resolve) => emitter.once(event, (...args) => resolve(args))), event);
}

async function eventually(check) {
  const end = Date.now() + WAIT;
  for (;;) {
    try {
      return await check();
    } catch (e) {
      if (Date.now() > end) {
        throw e;
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

async function redisClient() {
  const client = createClient({ url: REDIS_URL });
  client.on("error", (e) => console.log("redis:", e.message));
  redisClients.push(client);
  await client.connect();
  return client;
}

/** What the server of Node.js does, in the words in which the others are told. */
async function runOnNode(operation, rooms, except, ...args) {
  const to = node.in(rooms).except(except);
  switch (operation) {
    case "emit":
      return void to.emit(...args);
    case "private":
      return void node.sockets.sockets.get(args[0]).emit(...args.slice(1));
    case "fetch":
      return (await to.fetchSockets()).map(({ id, rooms, data }) => ({ id, rooms: [...rooms], name: data.name }));
    case "join":
      return void to.socketsJoin(args);
    case "disconnect":
      return void to.disconnectSockets(args[0]);
    case "name": {
      node.sockets.sockets.get(args[0]).data.name = args[1];
      return undefined;
    }
    default:
      throw new Error(`no operation ${operation}`);
  }
}

async function client(url, auth = {}) {
  const socket = connect(url, { transports: ["websocket"], forceNew: true, reconnection: false, auth });
  sockets.push(socket);
  socket.heard = [];
  // the last argument is the offset
  socket.on("n", (...args) => socket.heard.push(args.slice(0, -1)));
  await next(socket, "connect");
  return socket;
}

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
    await new Promise((resolve) => setTimeout(resolve, SHORT));
    assert.ok(socket.heard.length > 0);
  });
  let before;
  do { // those that were emitted in vain, as it seemed, may still be on their way
    before = socket.heard.length;
    await new Promise((resolve) => setTimeout(resolve, SHORT));
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
  redis = await redisClient();
  const http = createServer();
  node = new Server(http, {
    adapter: createAdapter(await redisClient()),
    connectionStateRecovery: { maxDisconnectionDuration: 60_000 },
  });
  await new Promise((resolve) => http.listen(0, "127.0.0.1", resolve));
  for (const url of JAVA_URLS.split(",")) {
    const control = connect(`${url}/control`, { forceNew: true, transports: ["websocket"] });
    sockets.push(control);
    await next(control, "connect");
    servers.push({
      url,
      run: async (...args) => {
        const answer = await deadline(control.emitWithAck("run", ...args), args[0]);
        assert.equal(answer.error, undefined);
        return answer.result;
      },
    });
  }
  servers.push({ url: `http://127.0.0.1:${http.address().port}`, run: runOnNode });
  // all know each other when each is heard by all
  const clients = await Promise.all(servers.map((server) => client(server.url)));
  for (const server of servers) {
    await eventually(async () => {
      clients.forEach((each) => each.heard.splice(0));
      await server.run("emit", [], [], "n", "first");
      await new Promise((resolve) => setTimeout(resolve, 100));
      clients.forEach((each) => assert.equal(each.heard.at(-1)?.[0], "first"));
    });
  }
  clients.forEach((each) => each.close());
});

after(async () => {
  sockets.forEach((socket) => socket.close());
  await new Promise((resolve) => node.close(resolve));
  // what the adapters still want of Redis at their end, unless that is a reader which waits for more
  const closed = Promise.allSettled(redisClients.map((each) => each.close()));
  await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, SHORT))]);
  redisClients.filter((each) => each.isOpen).forEach((each) => each.destroy());
});

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
