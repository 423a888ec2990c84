// The reference server as it comes. Arguments: the port, the milliseconds between heartbeats, and the Redis through
// which it shares its rooms, where it does.
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { createAdapter } from "@socket.io/redis-adapter";
import { createClient } from "redis";
import { Server } from "socket.io";

const [port, pingInterval] = process.argv.slice(2, 4).map(Number);
const redis = process.argv[4];
const http = createServer();
const io = new Server(http, { pingInterval, serveClient: false, ...(redis && { adapter: await adapter(redis) }) });

async function adapter(url) {
  const publisher = createClient({ url });
  const subscriber = publisher.duplicate();
  await Promise.all([publisher.connect(), subscriber.connect()]);
  return createAdapter(publisher, subscriber);
}

io.on("connection", (socket) => {
  socket.on("j", (ack) => {
    socket.join("bench");
    ack();
  });
  socket.on("b", (text) => io.to("bench").emit("b", text));
  socket.on("e", (text, ack) => ack(text));
});

function liveHeap() {
  for (let i = 0; i < 3; i++) {
    globalThis.gc();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const commands = createInterface({ input: process.stdin });
commands.on("line", (line) => {
  if (line === "heap") {
    console.log(`heap ${liveHeap()}`);
  } else if (line === "stop") {
    process.exit(0);
  } else {
    console.log(`unknown ${line}`);
  }
});
commands.on("close", () => process.exit(0));

http.listen({ port, host: "127.0.0.1", backlog: 1024 }, () => console.log("ready"));
