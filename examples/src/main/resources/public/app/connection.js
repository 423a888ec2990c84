// The connection to the server, and what the page shows of its state.

import { text } from "./language.js";
import { byId } from "./dom.js";

const sentences = {
  waiting: "stateWaiting",
  connecting: "stateConnecting",
  polling: "statePolling",
  websocket: "stateWebsocket",
  reconnecting: "stateReconnecting",
  offline: "stateOffline",
  closed: "stateClosed",
  refused: "stateRefused",
  missing: "stateMissing",
};

function show(state) {
  const label = byId("state");
  if (label.dataset.state === state) {
    return;
  }
  label.dataset.state = state;
  label.textContent = text(sentences[state]);
  document.body.dataset.online = String(state === "polling" || state === "websocket");
  byId("again").hidden = state !== "closed" && state !== "refused";
}

/**
 * Connects to a namespace.
 *
 * @param {string} namespace
 * @param {() => object} auth asked at each connection: what to introduce oneself with
 * @returns {Promise<import("socket.io-client").Socket>} the official client's socket. It keeps what
 *     is emitted until the server has confirmed it, over any number of reconnections
 */
export async function connect(namespace, auth) {
  show("connecting");
  const { io } = await import("/socket.io/socket.io.esm.min.js").catch((error) => {
    show("missing");
    throw error;
  });
  const socket = io(namespace, {
    auth: (introduce) => introduce(auth()),
    reconnectionDelayMax: 3000,
    retries: 10,
    ackTimeout: 10_000,
  });
  const lost = () => show(navigator.onLine ? "reconnecting" : "offline");

  socket.on("connect", () => {
    const engine = socket.io.engine;
    show(engine.transport.name === "websocket" ? "websocket" : "polling");
    engine.once("upgrade", () => show("websocket"));
  });
  socket.on("disconnect", () => (socket.active ? lost() : show("closed")));
  socket.on("connect_error", () => (socket.active ? lost() : show("refused")));
  addEventListener("offline", () => !socket.connected && lost());
  addEventListener("online", () => !socket.connected && socket.active && lost());
  byId("again").addEventListener("click", () => {
    show("connecting");
    socket.connect();
  });
  return socket;
}
