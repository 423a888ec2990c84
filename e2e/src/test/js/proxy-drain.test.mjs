// One of two servers behind a reverse proxy leaves, and comes back.
// Environment: URL, COOKIES ("true" where the proxy needs them), CHECKS ("true" where it asks servers whether they are ready).
import assert from "node:assert/strict";
import { test } from "node:test";
import { io } from "socket.io-client";

const { URL, COOKIES, CHECKS } = process.env;
const WAIT = 60_000;
const CLIENTS = 6; // of each kind
const NEWCOMERS = 6; // who by turns would meet both servers

const sockets = [];

function open(transports, options = {}) {
  const socket = io(URL, {
    transports,
    forceNew: true,
    withCredentials: COOKIES === "true",
    reconnectionDelay: 50,
    reconnectionDelayMax: 500,
    ...options,
  });
  sockets.push(socket);
  return socket;
}

/** Keeps where it was, and why it went. */
function client(transports) {
  const it = { socket: open(transports), servers: [], reasons: [], waiting: () => {} };
  it.socket.on("disconnect", (reason) => it.reasons.push(reason));
  it.socket.on("server", (name) => {
    it.servers.push(name);
    it.waiting();
  });
  it.on = (server) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`not on ${server}, but: ${it.servers}, ${it.reasons}`)),
        WAIT,
      );
      it.waiting = () => {
        if (it.servers.at(-1) === server) {
          clearTimeout(timer);
          resolve();
        }
      };
      it.waiting();
    });
  return it;
}

const ask = (socket, event, ...args) => socket.timeout(WAIT).emitWithAck(event, ...args);

/** Who comes for the first time, or with the cookie of an earlier visit; must not be refused. */
async function newcomer(transports) {
  const cookie = COOKIES === "true" && { extraHeaders: { Cookie: "chat_server=a" } };
  const socket = open(transports, { reconnection: false, ...cookie });
  return new Promise((resolve, reject) => {
    socket.once("connect_error", reject);
    socket.once("server", (name) => {
      socket.close();
      resolve(name);
    });
  });
}

async function newcomers() {
  const servers = [];
  for (let i = 0; i < NEWCOMERS; i++) {
    servers.push(await newcomer([i % 2 === 0 ? "polling" : "websocket"]));
  }
  return servers;
}

async function until(condition) {
  const end = Date.now() + WAIT;
  while (!(await condition())) {
    assert.ok(Date.now() < end, `${condition} did not become true`);
  }
}

test("a server leaves without a client being lost, and is used again", { timeout: 150_000 }, async () => {
  const kinds = [["polling"], ["websocket"], ["polling", "websocket"]];
  const clients = kinds.flatMap((kind) => Array.from({ length: CLIENTS }, () => client(kind)));
  try {
    await until(async () => {
      await Promise.all(clients.map(({ socket }) => ask(socket, "echo")));
      return clients.every(({ servers }) => servers.length > 0);
    });
    const leaving = clients.filter(({ servers }) => servers[0] === "a");
    const staying = clients.filter(({ servers }) => servers[0] === "b");
    for (const kind of kinds) {
      assert.ok(leaving.some(({ socket }) => socket.io.opts.transports === kind));
      assert.ok(staying.some(({ socket }) => socket.io.opts.transports === kind));
    }

    if (CHECKS === "true") {
      await ask(leaving[0].socket, "unready");
      await until(async () => (await newcomers()).every((name) => name === "b"));
      // those who are there stay, those who poll among them
      for (const { socket, servers, reasons } of clients) {
        assert.equal(await ask(socket, "who").then(({ name }) => name), servers[0]);
        assert.deepEqual(reasons, []);
      }
    }

    const moved = leaving.map((it) => it.on("b"));
    leaving[0].socket.emit("stop");
    await Promise.all(moved);
    assert.ok((await newcomers()).every((name) => name === "b"));
    for (const { servers, reasons } of leaving) {
      assert.deepEqual(servers, ["a", "b"]);
      assert.equal(reasons.length, 1);
    }

    await ask(staying[0].socket, "restart");
    await until(async () => (await newcomers()).includes("a"));
    for (const { servers, reasons } of staying) {
      assert.deepEqual(servers, ["b"]);
      assert.deepEqual(reasons, []);
    }
  } finally {
    sockets.forEach((socket) => socket.close());
  }
});
