// The official client is on a server that stops, and comes back to another one by itself.
// Environment: URL, TRANSPORTS (comma-separated), CLIENT (the package), CLIENTS (how many), EVENTS (that are queued for each).
import assert from "node:assert/strict";
import { test } from "node:test";

const { URL, TRANSPORTS, CLIENT, CLIENTS, EVENTS } = process.env;
const { io } = await import(CLIENT);

const WAIT = 60_000;

/** Keeps what happens to it; `back` resolves once it is on the second server. */
function client() {
  const socket = io(URL, {
    transports: TRANSPORTS.split(","),
    forceNew: true,
    reconnectionDelay: 50,
    reconnectionDelayMax: 500,
  });
  const it = { socket, heard: [], reasons: [], servers: [] };
  socket.on("news", (number) => it.heard.push(number));
  socket.on("disconnect", (reason) => it.reasons.push(reason));
  it.on = (server) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`not on the ${server} server, but: ${it.servers}, ${it.reasons}`)),
        WAIT,
      );
      socket.on("server", (name) => {
        it.servers.push(name);
        if (name === server) {
          clearTimeout(timer);
          resolve();
        }
      });
    });
  return it;
}

test("gets all that was sent before, and comes back by itself", { timeout: 90_000 }, async () => {
  const clients = Array.from({ length: Number(CLIENTS) }, client);
  try {
    const back = clients.map((it) => it.on("second"));
    await Promise.all(clients.map((it) => it.on("first")));
    clients[0].socket.emit("drain");
    await Promise.all(back);
    const all = Array.from({ length: Number(EVENTS) }, (_, number) => number);
    for (const { heard, reasons, servers } of clients) {
      assert.deepEqual(heard, all);
      assert.deepEqual(reasons, ["transport close"]);
      assert.deepEqual([...new Set(servers)], ["first", "second"]);
    }
  } finally {
    clients.forEach((it) => it.socket.disconnect());
  }
});
