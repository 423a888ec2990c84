// The official client reaches two servers through a reverse proxy that ends TLS.
// Environment: URL, COOKIES ("true" where the proxy needs them), FROM (the address that the client comes from).
import assert from "node:assert/strict";
import { Agent } from "node:https";
import { afterEach, test } from "node:test";
import { io } from "socket.io-client";

const { URL, COOKIES, FROM } = process.env;
const WAIT = 30_000;
const CLIENTS = 6;
const PINGS = 6; // as long as the proxy's time-outs, and more

/** A connection for each request, so that a request comes to the right server by what is in it. */
const agent = new Agent({ localAddress: FROM, keepAlive: false });
const sockets = [];

afterEach(() => {
  sockets.splice(0).forEach((socket) => socket.close());
});

function connect(transports, options = {}) {
  const socket = io(URL, {
    transports,
    agent,
    forceNew: true,
    reconnection: false,
    withCredentials: COOKIES === "true",
    ...options,
  });
  sockets.push(socket);
  socket.reasons = [];
  socket.on("disconnect", (reason, details) => socket.reasons.push([reason, String(details)]));
  socket.pings = new Promise((resolve) => {
    let count = 0;
    socket.io.on("ping", () => ++count === PINGS && resolve());
  });
  const upgraded = transports.length > 1 && new Promise((resolve) => {
    socket.io.once("open", () => socket.io.engine.once("upgrade", resolve));
  });
  return new Promise((resolve, reject) => {
    socket.once("connect", async () => {
      await upgraded;
      resolve(socket);
    });
    socket.once("connect_error", reject);
  });
}

const ask = (socket, event, ...args) => socket.timeout(WAIT).emitWithAck(event, ...args);

for (const transports of [["polling"], ["websocket"], ["polling", "websocket"]]) {
  test(`${transports}: each client stays at its server`, { timeout: 90_000 }, async () => {
    const clients = await Promise.all(Array.from({ length: CLIENTS }, () => connect(transports)));
    const servers = await Promise.all(clients.map((socket) => ask(socket, "who")));
    assert.deepEqual(new Set(servers.map(({ name }) => name)), new Set(["a", "b"]));
    for (const [index, socket] of clients.entries()) {
      const { name } = servers[index];
      for (let i = 0; i < 10; i++) {
        const bytes = Buffer.from([i, index]);
        assert.deepEqual(await ask(socket, "echo", i, bytes), [i, bytes]);
      }
      const again = await ask(socket, "who");
      assert.equal(again.name, name);
      assert.equal(again.transport, transports.at(-1));
    }
    // an idle connection is kept, by the pings alone
    await Promise.all(clients.map((socket) => socket.pings));
    for (const socket of clients) {
      assert.deepEqual(await ask(socket, "echo", "still there"), ["still there"]);
      assert.deepEqual(socket.reasons, []);
    }
  });

  test(`${transports}: the server sees the client's address and scheme, and no others`, async () => {
    const honest = await connect(transports);
    const forger = await connect(transports, {
      extraHeaders: {
        Origin: URL, // is compared with the host, which the client tries to change
        Forwarded: "for=6.6.6.6;proto=http;host=evil.example",
        "X-Forwarded-For": "6.6.6.6",
        "X-Forwarded-Proto": "http",
        "X-Forwarded-Host": "evil.example",
      },
    });
    for (const socket of [honest, forger]) {
      const { address, secure, forwarded } = await ask(socket, "who");
      assert.equal(address, FROM);
      assert.equal(secure, true);
      assert.deepEqual(forwarded, [FROM]);
    }
  });

  test(`${transports}: what is as large as maxPayload passes, both ways`, async () => {
    const socket = await connect(transports);
    const text = "x".repeat(990_000);
    assert.deepEqual(await ask(socket, "echo", text), [text]);
  });
}
