// Two servers of ours and one of Node.js on one Redis; an official client on each, in each of two namespaces. Each server
// does everything that reaches across servers, and so do both emitters.
// Environment: JAVA_URLS (comma-separated), REDIS_URL, ADAPTER (classic, classic-specific, sharded, sharded-static,
// sharded-dynamic-private, streams, streams-many, streams-sharded).
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { encode } from "@msgpack/msgpack";
import { createAdapter, createShardedAdapter } from "@socket.io/redis-adapter";
import { Emitter } from "@socket.io/redis-emitter";
import { createAdapter as createStreamsAdapter } from "@socket.io/redis-streams-adapter";
import * as cluster from "./mixed-cluster.mjs";
import { NAMESPACES, SHORT, WAIT, eventually, next, redis, servers } from "./mixed-cluster.mjs";

const { ADAPTER } = process.env;
const classic = ADAPTER.startsWith("classic");
const oneStream = ["streams", "streams-sharded"].includes(ADAPTER);

const scenes = {}; // by namespace: its servers, and a client on each of them, in the same order

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
    case "streams-many":
      return createStreamsAdapter(await redis(), { streamCount: 3 });
    case "streams-sharded":
      return createStreamsAdapter(await redis(), { useShardedPubSub: true });
    default:
      throw new Error(`no adapter ${ADAPTER}`);
  }
}

/** Keeps all events but questions. */
const listening = (socket) =>
  socket.onAny((event, ...args) => {
    if (event !== "question") {
      socket.heard.push([event, ...args]);
    }
  });

const client = (server, auth = {}) => cluster.client(server.url, auth, listening);

/** All of them get it, in the order of sending, and nothing before it that is unexpected. */
async function sync(server, ...all) {
  const marker = `marker ${Math.random()}`;
  await server.run("emit", [], [], marker);
  for (const each of all) {
    await eventually(async () => assert.equal(each.heard.at(-1)?.[0], marker));
  }
  return all.map((each) => each.heard.splice(0).slice(0, -1));
}

/** So many sockets are in the room, wherever. */
const members = (server, room, count) =>
  eventually(async () => assert.equal((await server.run("fetch", [room], [])).length, count));

const json = (values) => JSON.parse(JSON.stringify(values));

before(async () => {
  await cluster.start({ adapter: await adapter() });
  for (const namespace of NAMESPACES) {
    const there = servers.map((server) => server.at(namespace));
    const clients = await Promise.all(there.map((server) => client(server, { who: server.name })));
    for (const [i, server] of there.entries()) {
      await server.run("name", [], [], clients[i].id, `on ${server.name}`);
    }
    await cluster.meet(clients, there, "first");
    scenes[namespace] = { servers: there, clients };
  }
});

after(cluster.stop);

const NAMES = ["java1", "java2", "node"];
for (const namespace of NAMESPACES) {
  for (const from of NAMES.keys()) {
    acrossServers(namespace, from);
  }
}

/** What a server does in a namespace, and what the others make of it. */
function acrossServers(namespace, from) {
  const other = NAMESPACES.find((each) => each !== namespace);
  const check = (what, run) =>
    test(`${NAMES[from]} ${what}, in ${namespace}`, () => {
      const { servers, clients } = scenes[namespace];
      return run({ server: servers[from], servers, clients });
    });

  check("emits to all, to rooms and to sockets, with binary data", async ({ server, clients }) => {
    const [a, b, c] = clients;
    await sync(server, a, b, c);
    await server.run("emit", [], [], "all", 1, { text: "안녕", none: null }, Buffer.from([1, 2, 255]));
    for (const heard of await sync(server, a, b, c)) {
      assert.deepEqual(json(heard), [["all", 1, { text: "안녕", none: null }, { type: "Buffer", data: [1, 2, 255] }]]);
    }
    for (const each of clients) {
      await server.run("emit", [each.id], [], "private", each.id);
    }
    assert.deepEqual(await sync(server, a, b, c), clients.map((each) => [["private", each.id]]));
    await server.run("emit", [], [b.id], "except", 1.5);
    assert.deepEqual(await sync(server, a, b, c), [[["except", 1.5]], [], [["except", 1.5]]]);
    const rounds = [];
    await eventually(async () => { // who is busy at the moment misses it
      await server.run("volatile", [a.id, b.id, c.id], [], "volatile", [true]);
      rounds.push(await sync(server, a, b, c));
      assert.ok(clients.every((_, i) => rounds.some((heard) => heard[i].length > 0)));
    });
    for (const heard of rounds.flat().filter((each) => each.length > 0)) {
      assert.deepEqual(heard, [["volatile", [true]]]);
    }
  });

  check("lets sockets join and leave rooms", async ({ server, clients }) => {
    const [a, b, c] = clients;
    await sync(server, a, b, c);
    await server.run("join", [a.id, c.id], [], "r", "s");
    await members(server, "r", 2);
    await server.run("emit", ["r", "s"], [], "room");
    assert.deepEqual(await sync(server, a, b, c), [[["room"]], [], [["room"]]]);
    await server.run("leave", ["r"], [a.id], "r", "s");
    await members(server, "s", 1);
    await server.run("emit", ["r"], [], "room");
    assert.deepEqual(await sync(server, a, b, c), [[["room"]], [], []]);
    await server.run("leave", [], [], "r", "s");
    await members(server, "s", 0);
  });

  check("leaves out who is in a room, whatever it does", async ({ server, clients }) => {
    const [a, b, c] = clients;
    await sync(server, a, b, c);
    await server.run("join", [a.id, c.id], [], "out");
    await members(server, "out", 2);
    await server.run("emit", [], ["out"], "all");
    await server.run("emit", [a.id, b.id], ["out"], "some");
    assert.deepEqual(await sync(server, a, b, c), [[], [["all"], ["some"]], []]);
    clients.forEach((each, i) => each.on("question", (answer) => answer(i)));
    const asked = await server.run("ask", [], ["out"], WAIT, "question");
    assert.deepEqual([asked.answers, asked.complete], [[1], true]);
    clients.forEach((each) => each.off("question"));
    const found = await server.run("fetch", [], ["out"]);
    assert.deepEqual(found.map(({ id }) => id), [b.id]);
    await server.run("join", [], ["out"], "in");
    await members(server, "in", 1);
    await server.run("join", [a.id], [], "in");
    await members(server, "in", 2);
    await server.run("leave", ["in"], ["out"], "in");
    await members(server, "in", 1);
    assert.equal((await server.run("fetch", ["in"], []))[0].id, a.id);
    await server.run("leave", [], [], "out", "in");
    await members(server, "out", 0);
  });

  check("asks all clients", async ({ server, clients }) => {
    clients.forEach((each, i) => each.on("question", (text, answer) => answer({ i, text })));
    const all = await server.run("ask", [], [], WAIT, "question", "tea?");
    assert.equal(all.complete, true);
    assert.deepEqual(all.answers.map((answer) => answer.i).sort(), [0, 1, 2]);
    assert.ok(all.answers.every((answer) => answer.text === "tea?"));
    clients.forEach((each) => each.off("question"));
    const none = await server.run("ask", ["nobody"], [], WAIT, "question");
    assert.deepEqual([none.answers, none.complete], [[], true]);
  });

  check("finds the sockets of all servers, with what is known of them", async ({ server, servers, clients }) => {
    const found = await server.run("fetch", [], []);
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

  check("talks to the other servers, and is answered", async ({ server, servers }) => {
    const others = servers.filter((each) => each !== server);
    await server.run("serverSide", [], [], "hello", server.name, { deep: [1, null, "x"] });
    for (const each of others) {
      assert.deepEqual(await each.run("heard", [], []), [server.name, { deep: [1, null, "x"] }]);
    }
    const { answers, complete } = await server.run("serverSideAsk", [], [], WAIT, "question", "tea?", "nobody");
    assert.equal(complete, true);
    assert.deepEqual(answers.map((answer) => answer.server).sort(), others.map((each) => each.name).sort());
    assert.ok(answers.every((answer) => answer.got === "tea?"));
  });

  /** Guests on all servers, each of which is in the other namespace, too, on the same connection. */
  async function guests(servers) {
    const here = await Promise.all(servers.map((each) => client(each)));
    return [here, await Promise.all(here.map((each) => cluster.twin(each, other, listening)))];
  }

  check("disconnects sockets, and not their connections", async ({ server, servers }) => {
    const [here, twins] = await guests(servers);
    const staying = here[(from + 1) % 3];
    await server.run("join", [staying.id], [], "staying");
    await members(server, "staying", 1);
    await sync(server, staying);
    await sync(server.at(other), ...twins);
    const gone = here.filter((each) => each !== staying).map((each) => next(each, "disconnect"));
    await server.run("disconnect", here.map((each) => each.id), ["staying"], false);
    for (const reason of gone) {
      assert.equal((await reason)[0], "io server disconnect");
    }
    assert.deepEqual(await sync(server, staying), [[]]);
    assert.deepEqual(await sync(server.at(other), ...twins), [[], [], []]);
    [staying, ...twins].forEach((each) => each.close());
    for (const each of NAMESPACES) { // nobody is left who would answer what is asked next
      await eventually(async () => assert.equal((await server.at(each).run("fetch", [], [])).length, 3));
    }
  });

  check("disconnects sockets and their connections, after what was sent", async ({ server, servers, clients }) => {
    const [here, twins] = await guests(servers);
    await sync(server, ...here);
    const gone = [...here, ...twins].map((each) => next(each, "disconnect"));
    await server.run("emit", here.map((each) => each.id), [], "bye");
    await server.run("disconnect", here.map((each) => each.id), [], true);
    for (const reason of gone) {
      assert.match((await reason)[0], /server disconnect|transport close/);
    }
    assert.ok(here.every((each) => each.heard.length === 1 && each.heard[0][0] === "bye"));
    assert.ok(clients.every((each) => each.connected));
  });
}

for (const from of NAMES.keys()) {
  const silent = (from + 1) % 3;

  /**
   * How a server calls who is silent: by name, where the protocol has names for servers; the classic one does not, so ours
   * counts. A server of Node.js names nobody.
   */
  async function named(counted) {
    if (NAMES[from] === "node") {
      return undefined;
    }
    return classic ? [counted] : [await servers[silent].run("uid", [], [])];
  }

  test(`${NAMES[from]} takes the answers that come in time, and names who is silent`, async () => {
    const { clients } = scenes["/"];
    clients.forEach((each, i) => i !== silent && each.on("question", (bytes, answer) => answer([i, bytes])));
    const time = 3 * SHORT;
    const [ofClients, ofServers] = await Promise.all([
      servers[from].run("ask", [], [], time, "question", Buffer.from([7])),
      servers[from].run("serverSideAsk", [], [], time, "question", "tea?", NAMES[silent]),
    ]);
    clients.forEach((each) => each.off("question"));
    const answering = [...clients.keys()].filter((i) => i !== silent);
    const bytes = { type: "Buffer", data: [7] };
    assert.deepEqual(json(ofClients.answers).sort(), answering.map((i) => [i, bytes]));
    assert.equal(ofClients.complete, false);
    assert.deepEqual(ofClients.silent, await named("servers of 1 silent clients"));
    assert.deepEqual(ofServers.answers, [{ server: NAMES[(from + 2) % 3], got: "tea?" }]);
    assert.equal(ofServers.complete, false);
    assert.deepEqual(ofServers.silent, await named("1 of 3 servers"));
  });

  for (const [inside, outside] of [NAMESPACES, [...NAMESPACES].reverse()]) {
    test(`what ${NAMES[from]} does in ${inside} stays there`, async () => {
      const [here, there] = [scenes[inside], scenes[outside]];
      const [server, away] = [here.servers[from], there.servers[from]];
      await sync(server, ...here.clients);
      await sync(away, ...there.clients);
      for (const each of [server, away]) {
        await each.run("join", [], [], "shared");
        await members(each, "shared", 3);
      }
      await server.run("emit", ["shared", "another"], [], "inside");
      await server.run("serverSide", [], [], "hello", "inside");
      await server.run("leave", [], [], "shared");
      await members(server, "shared", 0);
      assert.deepEqual(await sync(server, ...here.clients), Array(3).fill([["inside"]]));
      assert.deepEqual(await sync(away, ...there.clients), [[], [], []]);
      await members(away, "shared", 3);
      await away.run("serverSide", [], [], "hello", "outside");
      for (const i of [1, 2]) {
        assert.deepEqual(await here.servers[(from + i) % 3].run("heard", [], []), ["inside"]);
        assert.deepEqual(await there.servers[(from + i) % 3].run("heard", [], []), ["outside"]);
      }
      await away.run("leave", [], [], "shared");
      await members(away, "shared", 0);
    });
  }
}

/** What an emitter does, in the words of the official one. */
async function byEmitter(emitter, label) {
  const { clients: [a, b, c] } = scenes["/"];
  const game = scenes["/game"];
  await sync(servers[0], a, b, c);
  await sync(game.servers[0], ...game.clients);
  const bytes = { type: "Buffer", data: [1, 2] };
  await emitter.emit("all", { x: 1 }, Buffer.from([1, 2]));
  await emitter.except(b.id).emit("except", "x");
  await emitter.to([a.id, c.id]).socketsJoin("e");
  await members(servers[1], "e", 2);
  await emitter.to(["e", "f"]).emit("room", 1);
  await emitter.except("e").emit("not in it");
  await emitter.of("/game").emit("game");
  for (const [each, last] of [[a, "room"], [b, "not in it"], [c, "room"], ...game.clients.map((each) => [each, "game"])]) {
    await eventually(async () => assert.equal(each.heard.at(-1)?.[0], last));
  }
  await emitter.socketsLeave("e");
  await members(servers[2], "e", 0);
  const all = ["all", { x: 1 }, bytes];
  assert.deepEqual(json(await sync(servers[1], a, b, c)), [
    [all, ["except", "x"], ["room", 1]],
    [all, ["not in it"]],
    [all, ["except", "x"], ["room", 1]],
  ]);
  assert.deepEqual(await sync(game.servers[1], ...game.clients), Array(3).fill([["game"]]));
  await emitter.serverSideEmit("hello", label);
  for (const server of servers) {
    assert.deepEqual(await server.run("heard", [], []), [label]);
  }
  const guests = await Promise.all(servers.map((each) => client(each)));
  const gone = guests.map((each) => next(each, "disconnect"));
  await emitter.to(guests.map((each) => each.id)).disconnectSockets(true);
  await Promise.all(gone);
}

test("the official emitter reaches the clients of all servers, and the servers", { skip: !classic }, async () =>
  byEmitter(new Emitter(await redis()), "from the official emitter"),
);

/** Tells a server to let its emitter do it. */
function ourEmitter(server, rooms = [], except = []) {
  const run = (operation) => (...args) => server.emitter(operation, rooms, except, ...args);
  return {
    of: (namespace) => ourEmitter(server.at(namespace)),
    to: (names) => ourEmitter(server, names, except),
    except: (name) => ourEmitter(server, rooms, [name]),
    emit: run("emit"),
    socketsJoin: run("join"),
    socketsLeave: run("leave"),
    disconnectSockets: run("disconnect"),
    serverSideEmit: run("serverSide"),
  };
}

test("our emitter reaches the clients of all servers, and the servers", { skip: !classic }, () =>
  byEmitter(ourEmitter(servers[0]), "from our emitter"),
);

/** Appends what @socket.io/redis-streams-emitter 0.1.1 does; unlike servers, it sends events for servers by the stream. */
function streamsEmitter(client, nsp = "/", rooms = [], except = []) {
  const opts = { rooms, except, flags: {} };
  const append = (type, data, binary) =>
    client.xAdd("socket.io", "*", {
      uid: "emitter",
      nsp,
      type: String(type),
      data: binary ? Buffer.from(encode(data)).toString("base64") : JSON.stringify(data),
    });
  return {
    of: (namespace) => streamsEmitter(client, namespace),
    to: (names) => streamsEmitter(client, nsp, [names].flat(), except),
    except: (name) => streamsEmitter(client, nsp, rooms, [name]),
    emit: (...data) => append(3, { packet: { type: 2, data, nsp }, opts }, data.some(Buffer.isBuffer)),
    socketsJoin: (room) => append(4, { opts, rooms: [room] }),
    socketsLeave: (room) => append(5, { opts, rooms: [room] }),
    disconnectSockets: (close) => append(6, { opts, close }),
    serverSideEmit: (...packet) => append(9, { packet }),
  };
}

test("what an emitter appends to the stream reaches clients and servers", { skip: !oneStream }, async () =>
  byEmitter(streamsEmitter(await redis()), "from the stream"),
);
