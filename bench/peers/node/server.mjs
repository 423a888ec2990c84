// The reference server as it comes. Arguments: the port, and the milliseconds between heartbeats.
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { Server } from "socket.io";

const [port, pingInterval] = process.argv.slice(2).map(Number);
const http = createServer();
const io = new Server(http, { pingInterval, serveClient: false });

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
