// Two servers of ours and one of Node.js on one Redis; an official client on each. Each server does everything that
// reaches across servers, and so do both emitters.
// Environment: JAVA_URLS (comma-separated), REDIS_URL, ADAPTER (classic, classic-specific, sharded, sharded-static,
// sharded-dynamic-private, streams).
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createAdapter, createShardedAdapter } from "@socket.io/redis-adapter";
import { Emitter } from "@socket.io/redis-emitter";
import { createAdapter as createStreamsAdapter } from "@socket.io/redis-streams-adapter";
import * as cluster from "./mixed-cluster.mjs";
import { SHORT, WAIT, eventually, next, redis, servers } from "./mixed-cluster.mjs";

const { ADAPTER } = process.env;
const classic = ADAPTER.startsWith("classic");

let clients; // one on each server, in the order of the servers

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

/** Keeps all events but questions. */
const client = (url, auth = {}) =>
  cluster.client(url, auth, (socket) =>
    socket.onAny((event, ...args) => {
      if (event !== "question") {
        socket.heard.push([event, ...args]);
      }
    }),
  );

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
  await cluster.start({ adapter: await adapter() });
  clients = await Promise.all(servers.map((server) => client(server.url, { who: server.name })));
  for (const [i, server] of servers.entries()) {
    await server.run("name", [], [], clients[i].id, `on ${server.name}`);
  }
  await cluster.meet(clients, "first");
});

after(cluster.stop);

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
