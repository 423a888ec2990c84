// Two servers of ours and one of Node.js on one Redis: what the scripts about them have in common.
// Environment: JAVA_URLS (comma-separated), REDIS_URL.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { createClient } from "redis";
import { Server } from "socket.io";
import { io as connect } from "socket.io-client";

const { JAVA_URLS, REDIS_URL } = process.env;

export const WAIT = 20_000;
export const SHORT = 1_000;

/** In the order java1, java2, node: what server() returns, of the namespace "/". */
export const servers = [];

/** Those in which the servers listen to each other. */
export const NAMESPACES = ["/", "/game"];

const redisClients = [];
const sockets = [];
const heardByNode = Object.fromEntries(NAMESPACES.map((namespace) => [namespace, []]));
let node; // the server of Node.js

export const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

export function deadline(promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not come`)), WAIT);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

export function next(emitter, event) {
  return deadline(new Promise((resolve) => emitter.once(event, (...args) => resolve(args))), event);
}

export async function eventually(check) {
  const end = Date.now() + WAIT;
  for (;;) {
    try {
      return await check();
    } catch (e) {
      if (Date.now() > end) {
        throw e;
      }
      await pause(20);
    }
  }
}

export async function redis() {
  const client = createClient({ url: REDIS_URL });
  client.on("error", (e) => console.log("redis:", e.message));
  redisClients.push(client);
  await client.connect();
  return client;
}

async function connected(socket, listen) {
  sockets.push(socket);
  socket.heard = [];
  listen(socket);
  await next(socket, "connect");
  return socket;
}

/** An official client, which listens as told and keeps in `heard` what it wants to. */
export function client(url, auth, listen) {
  return connected(connect(url, { transports: ["websocket"], forceNew: true, reconnection: false, auth }), listen);
}

/** Another one, on the connection of the first. */
export function twin(socket, namespace, listen) {
  return connected(socket.io.socket(namespace), listen);
}

/** What the server of Node.js does, in the words in which the others are told. */
async function runOnNode(namespace, operation, rooms, except, ...args) {
  const io = node.of(namespace);
  const to = io.in(rooms).except(except);
  switch (operation) {
    case "emit":
      return void to.emit(...args);
    case "volatile":
      return void to.volatile.emit(...args);
    case "private":
      return void io.sockets.get(args[0]).emit(...args.slice(1));
    case "ask": {
      const [millis, ...event] = args;
      return new Promise((resolve) =>
        to.timeout(millis).emit(...event, (error, answers) => resolve({ answers, complete: !error })),
      );
    }
    case "fetch":
      return (await to.fetchSockets()).map(({ id, rooms, data, handshake }) => ({
        id,
        rooms: [...rooms],
        name: data.name,
        address: handshake.address,
        transport: handshake.query.transport,
        auth: handshake.auth,
      }));
    case "join":
      return void to.socketsJoin(args);
    case "leave":
      return void to.socketsLeave(args);
    case "disconnect":
      return void to.disconnectSockets(args[0]);
    case "serverSide":
      return void io.serverSideEmit(...args);
    case "serverSideAsk":
      try { // it takes no timeout: it waits for 5 s
        return { answers: await io.serverSideEmitWithAck(...args.slice(1)), complete: true };
      } catch ({ responses }) {
        return { answers: responses, complete: false };
      }
    case "heard":
      return eventually(async () => {
        assert.ok(heardByNode[namespace].length > 0);
        return heardByNode[namespace].shift();
      });
    case "uid":
      return io.adapter.uid;
    case "name":
      io.sockets.get(args[0]).data.name = args[1];
      return undefined;
    default:
      throw new Error(`no operation ${operation}`);
  }
}

/**
 * One namespace of a server.
 *
 * run(operation, rooms, except, ...arguments) lets it do something, emitter(...) its emitter; at(namespace) is the server
 * in another namespace.
 */
function server(name, url, order, namespace = "/") {
  return {
    name,
    url: url + namespace,
    run: (...words) => order("run", namespace, ...words),
    emitter: (...words) => order("emitter", namespace, ...words),
    at: (other) => server(name, url, order, other),
  };
}

/** Starts the server of Node.js, and finds the others. */
export async function start(options) {
  const http = createServer();
  node = new Server(http, options);
  for (const namespace of NAMESPACES) {
    const io = node.of(namespace);
    io.on("hello", (...args) => heardByNode[namespace].push(args));
    io.on("question", (text, silent, answer) => {
      if (silent !== "node") {
        answer({ server: "node", got: text });
      }
    });
  }
  await new Promise((resolve) => http.listen(0, "127.0.0.1", resolve));
  for (const [i, url] of JAVA_URLS.split(",").entries()) {
    const control = connect(`${url}/control`, { forceNew: true, transports: ["websocket"] });
    sockets.push(control);
    await next(control, "connect");
    servers.push(
      server(`java${i + 1}`, url, async (...words) => {
        const answer = await deadline(control.emitWithAck(...words), words[2]);
        assert.equal(answer.error, undefined);
        return answer.result;
      }),
    );
  }
  servers.push(server("node", `http://127.0.0.1:${http.address().port}`, (_, ...words) => runOnNode(...words)));
}

/** Servers know each other when each is heard by all clients, which keep ["first"] of the event. */
export async function meet(clients, servers, ...event) {
  for (const server of servers) {
    await eventually(async () => {
      clients.forEach((each) => each.heard.splice(0));
      await server.run("emit", [], [], ...event);
      await pause(100);
      clients.forEach((each) => assert.equal(each.heard.at(-1)?.[0], "first"));
    });
  }
}

export async function stop() {
  sockets.forEach((socket) => socket.close());
  await new Promise((resolve) => node.close(resolve));
  // what the adapters still want of Redis at their end, unless that is a reader which waits for more
  const closed = Promise.allSettled(redisClients.map((each) => each.close()));
  await Promise.race([closed, pause(SHORT)]);
  redisClients.filter((each) => each.isOpen).forEach((each) => each.destroy());
}
