// Two servers of ours and one of Node.js on one Redis; an official client on each. Each server does everything that
// reaches across servers, and so do both emitters.
// Environment: JAVA_URLS (comma-separated), REDIS_URL, ADAPTER (classic, classic-specific, sharded, sharded-static,
// sharded-dynamic-private, streams).
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { createAdapter, createShardedAdapter } from "@socket.io/redis-adapter";
import { Emitter } from "@socket.io/redis-emitter";
import { createAdapter as createStreamsAdapter } from "@socket.io/redis-streams-adapter";
import { createClient } from "redis";
import { Server } from "socket.io";
import { io as connect } from "socket.io-client";

const { JAVA_URLS, REDIS_URL, ADAPTER } = process.env;
const WAIT = 20_000;
const SHORT = 1_000;
const classic = ADAPTER.startsWith("classic");

const redisClients = [];
const sockets = [];
const servers = []; // { name, url, run(operation, rooms, except, ...arguments) }
let node; // the server of Node.js
let clients; // one on each server, in the order of the servers

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

async function redis() {
  const client = createClient({ url: REDIS_URL });
  client.on("error", (e) => console.log("redis:", e.message));
  redisClients.push(client);
  await client.connect();
  return client;
}

async function adapter() {
  switch (ADAPTER) {
    case "classic":
      return createAdapter(await redis(), await redis());
    case "classic-specific":
      return createAdapter(await redis(), await redis(), { publishOnSpecificResponseChannel: true });
    case "sharded":
      return createShardedAdapter(await redis(), await redis());
    case "sharded-static":
      return createShardedAdapter(await redis(), await redis(), { subscriptionMode: "static" });
    case "sharded-dynamic-private":
      return createShardedAdapter(await redis(), await redis(), { subscriptionMode: "dynamic-private" });
    case "streams":
      return createStreamsAdapter(await redis());
    default:
      throw new Error(`no adapter ${ADAPTER}`);
  }
}

/** What the server of Node.js does, in the words in which the others are told. */
function runOnNode(operation, rooms, except, ...args) {
  let to = node.in(rooms).except(except);
  switch (operation) {
    case "emit":
      return void to.emit(...args);
    case "volatile":
      return void to.volatile.emit(...args);
    case "ask": {
      const [millis, ...event] = args;
      return new Promise((resolve) =>
        to.timeout(millis).emit(...event, (error, answers) => resolve({ answers, complete: !error })),
      );
    }
    case "fetch":
      return to.fetchSockets().then((found) =>
        found.map(({ id, rooms, data, handshake }) => ({
          id,
          rooms: [...rooms],
          name: data.name,
          address: handshake.address,
          transport: handshake.query.transport,
          auth: handshake.auth,
        })),
      );
    case "join":
      return void to.socketsJoin(args);
    case "leave":
      return void to.socketsLeave(args);
    case "disconnect":
      return void to.disconnectSockets(args[0]);
    case "serverSide":
      return void node.serverSideEmit(...args);
    case "serverSideAsk":
      return node.serverSideEmitWithAck(...args);
    case "heard":
      return eventually(async () => {
        assert.ok(heardByNode.length > 0);
        return heardByNode.shift();
      });
    case "name": {
      node.sockets.sockets.get(args[0]).data.name = args[1];
      return undefined;
    }
    default:
      throw new Error(`no operation ${operation}`);
  }
}

const heardByNode = [];

async function client(url, auth = {}) {
  const socket = connect(url, { transports: ["websocket"], forceNew: true, reconnection: false, auth });
  sockets.push(socket);
  socket.heard = [];
  socket.onAny((event, ...args) => {
    if (event !== "question") {
      socket.heard.push([event, ...args]);
    }
  });
  await next(socket, "connect");
  return socket;
}

/** All three get it, in the order of sending, and nothing before it that is unexpected. */
async function sync(server, ...all) {
  const marker = `marker ${Math.random()}`;
  await server.run("emit", [], [], marker);
  for (const each of all) {
    await eventually(async () => assert.equal(each.heard.at(-1)?.[0], marker));
  }
  return all.map((each) => each.heard.splice(0).slice(0, -1));
}

before(async () => {
  const http = createServer();
  node = new Server(http, { adapter: await adapter() });
  node.on("hello", (...args) => heardByNode.push(args));
  node.on("question", (text, answer) => answer({ server: "node", got: text }));
  await new Promise((resolve) => http.listen(0, "127.0.0.1", resolve));
  for (const [i, url] of JAVA_URLS.split(",").entries()) {
    const control = connect(`${url}/control`, { forceNew: true, transports: ["websocket"] });
    sockets.push(control);
    await next(control, "connect");
    servers.push({
      name: `java${i + 1}`,
      url,
      run: async (...args) => {
        const answer = await deadline(control.emitWithAck("run", ...args), args[0]);
        assert.equal(answer.error, undefined);
        return answer.result;
      },
    });
  }
  servers.push({ name: "node", url: `http://127.0.0.1:${http.address().port}`, run: async (...args) => runOnNode(...args) });
  clients = await Promise.all(servers.map((server) => client(server.url, { who: server.name })));
  for (const [i, server] of servers.entries()) {
    await server.run("name", [], [], clients[i].id, `on ${server.name}`);
  }
  // all know each other when each is heard by all
  for (const server of servers) {
    await eventually(async () => {
      clients.forEach((each) => each.heard.splice(0));
      await server.run("emit", [], [], "first");
      await new Promise((resolve) => setTimeout(resolve, 100));
      clients.forEach((each) => assert.equal(each.heard.at(-1)?.[0], "first"));
    });
  }
});

after(async () => {
  sockets.forEach((socket) => socket.close());
  await new Promise((resolve) => node.close(resolve));
  // what the adapters still want of Redis at their end, unless that is a reader which waits for more
  const closed = Promise.allSettled(redisClients.map((each) => each.close()));
  await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, SHORT))]);
  redisClients.filter((each) => each.isOpen).forEach((each) => each.destroy());
});

for (const from of [0, 1, 2]) {
  const name = ["java1", "java2", "node"][from];

  test(`${name} emits to all, to rooms and to sockets, with binary data`, async () => {
    const server = servers[from];
    const [a, b, c] = clients;
    await sync(server, a, b, c);
    await server.run("emit", [], [], "all", 1, { text: "안녕", none: null }, Buffer.from([1, 2, 255]));
    for (const heard of await sync(server, a, b, c)) {
      assert.deepEqual(
        heard.map((event) => JSON.parse(JSON.stringify(event))),
        [["all", 1, { text: "안녕", none: null }, { type: "Buffer", data: [1, 2, 255] }]],
      );
    }
    for (const each of clients) {
      await server.run("emit", [each.id], [], "private", each.id);
    }
    assert.deepEqual(await sync(server, a, b, c), clients.map((each) => [["private", each.id]]));
    await server.run("emit", [], [b.id], "except", 1.5);
    assert.deepEqual(await sync(server, a, b, c), [[["except", 1.5]], [], [["except", 1.5]]]);
    await server.run("volatile", [a.id, b.id, c.id], [], "volatile", [true]);
    assert.deepEqual(await sync(server, a, b, c), Array(3).fill([["volatile", [true]]]));
  });

  test(`${name} lets sockets join and leave rooms`, async () => {
    const server = servers[from];
    const [a, b, c] = clients;
    await sync(server, a, b, c);
    await server.run("join", [a.id, c.id], [], "r", "s");
    await eventually(async () => assert.equal((await server.run("fetch", ["r"], [])).length, 2));
    await server.run("emit", ["r", "s"], [], "room");
    assert.deepEqual(await sync(server, a, b, c), [[["room"]], [], [["room"]]]);
    await server.run("leave", ["r"], [a.id], "r", "s");
    await eventually(async () => assert.equal((await server.run("fetch", ["s"], [])).length, 1));
    await server.run("emit", ["r"], [], "room");
    assert.deepEqual(await sync(server, a, b, c), [[["room"]], [], []]);
    await server.run("leave", [], [], "r", "s");
    await eventually(async () => assert.equal((await server.run("fetch", ["s"], [])).length, 0));
  });

  test(`${name} asks all clients, and takes what comes in time`, async () => {
    const server = servers[from];
    clients.forEach((each, i) => each.on("question", (text, answer) => answer({ i, text })));
    const all = await server.run("ask", [], [], WAIT, "question", "tea?");
    assert.equal(all.complete, true);
    assert.deepEqual(all.answers.map((answer) => answer.i).sort(), [0, 1, 2]);
    assert.ok(all.answers.every((answer) => answer.text === "tea?"));
    const silent = clients[(from + 1) % 3];
    silent.off("question");
    const some = await server.run("ask", [], [], SHORT, "question", Buffer.from([7]));
    assert.equal(some.complete, false);
    assert.equal(some.answers.length, 2);
    const none = await server.run("ask", ["nobody"], [], WAIT, "question");
    assert.deepEqual(none, { answers: [], complete: true });
    clients.forEach((each) => each.off("question"));
  });

  test(`${name} finds the sockets of all servers, with what is known of them`, async () => {
    const found = await servers[from].run("fetch", [], []);
    assert.deepEqual(
      found.map(({ id, rooms, name }) => ({ id, rooms, name })).sort((x, y) => x.id.localeCompare(y.id)),
      clients
        .map((each, i) => ({ id: each.id, rooms: [each.id], name: `on ${servers[i].name}` }))
        .sort((x, y) => x.id.localeCompare(y.id)),
    );
    for (const [i, each] of clients.entries()) {
      const socket = found.find(({ id }) => id === each.id);
      assert.match(socket.address, /127\.0\.0\.1/);
      assert.equal(socket.transport, "websocket");
      assert.deepEqual(socket.auth, { who: servers[i].name });
    }
  });

  test(`${name} talks to the other servers, and is answered`, async () => {
    const server = servers[from];
    const others = servers.filter((_, i) => i !== from);
    await server.run("serverSide", [], [], "hello", name, { deep: [1, null, "x"] });
    for (const other of others) {
      assert.deepEqual(await other.run("heard", [], []), [name, { deep: [1, null, "x"] }]);
    }
    const answers = await server.run("serverSideAsk", [], [], "question", "tea?");
    assert.deepEqual(answers.map((answer) => answer.server).sort(), others.map((other) => other.name).sort());
    assert.ok(answers.every((answer) => answer.got === "tea?"));
  });

  test(`${name} disconnects sockets, after what was sent to them`, async () => {
    const server = servers[from];
    const guests = await Promise.all(servers.map((each) => client(each.url)));
    await sync(server, ...guests);
    const gone = guests.map((each) => next(each, "disconnect"));
    await server.run("emit", guests.map((each) => each.id), [], "bye");
    await server.run("disconnect", guests.map((each) => each.id), [], true);
    for (const [i, each] of guests.entries()) {
      assert.match((await gone[i])[0], /server disconnect|transport close/);
      assert.deepEqual(each.heard, [["bye"]]);
    }
    assert.ok(clients.every((each) => each.connected));
  });
}

test("the official emitter reaches the clients of all servers, and the servers", { skip: !classic }, async () => {
  const emitter = new Emitter(await redis());
  const [a, b, c] = clients;
  await sync(servers[0], a, b, c);
  emitter.emit("all", Buffer.from([1, 2]));
  emitter.except(b.id).emit("except", "x");
  emitter.to([a.id, c.id]).socketsJoin("e");
  await eventually(async () => assert.equal((await servers[1].run("fetch", ["e"], [])).length, 2));
  emitter.to("e").emit("room", 1);
  await eventually(async () => assert.equal(c.heard.at(-1)?.[0], "room"));
  emitter.socketsLeave("e");
  await eventually(async () => assert.equal((await servers[2].run("fetch", ["e"], [])).length, 0));
  const bytes = { type: "Buffer", data: [1, 2] };
  assert.deepEqual(JSON.parse(JSON.stringify(await sync(servers[1], a, b, c))), [
    [["all", bytes], ["except", "x"], ["room", 1]],
    [["all", bytes]],
    [["all", bytes], ["except", "x"], ["room", 1]],
  ]);
  emitter.serverSideEmit("hello", "from the emitter");
  for (const server of servers) {
    assert.deepEqual(await server.run("heard", [], []), ["from the emitter"]);
  }
  const guest = await client(servers[0].url);
  const gone = next(guest, "disconnect");
  emitter.to(guest.id).disconnectSockets(true);
  await gone;
});

test("our emitter reaches the clients of all servers, and the servers", { skip: !classic }, async () => {
  const emitter = (...args) => servers[0].run("emitter", ...args);
  const [a, b, c] = clients;
  await sync(servers[0], a, b, c);
  await emitter("emit", [], [b.id], "all", { x: 1 }, Buffer.from([1, 2]));
  await emitter("join", [c.id, b.id], [], "e");
  await eventually(async () => assert.equal((await servers[2].run("fetch", ["e"], [])).length, 2));
  await emitter("emit", ["e"], [], "room");
  await eventually(async () => assert.equal(c.heard.at(-1)?.[0], "room"));
  await emitter("leave", [], [], "e");
  await eventually(async () => assert.equal((await servers[2].run("fetch", ["e"], [])).length, 0));
  const all = ["all", { x: 1 }, { type: "Buffer", data: [1, 2] }];
  assert.deepEqual(JSON.parse(JSON.stringify(await sync(servers[2], a, b, c))), [[all], [["room"]], [all, ["room"]]]);
  await emitter("serverSide", [], [], "hello", "from our emitter");
  for (const server of servers) {
    assert.deepEqual(await server.run("heard", [], []), ["from our emitter"]);
  }
  const guest = await client(servers[2].url);
  const gone = next(guest, "disconnect");
  await emitter("disconnect", [guest.id], [], true);
  await gone;
});
