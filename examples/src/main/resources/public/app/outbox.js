// Messages of one's own until the server has confirmed them. They are shown at once, wait while
// there is no connection, and survive a reload of the page. A message may be sent twice when a
// connection breaks at the wrong moment; its key lets every reader show it once.

import { answerText } from "./language.js";
import { tabMemory } from "./memory.js";

export class Outbox {
  #socket;
  #place;
  #log;
  #emit;
  #waiting = new Map();
  #mine = new Set();

  /**
   * @param socket the client's socket
   * @param {string} place what the messages are remembered under
   * @param log where they are shown
   * @param {(text: string, key: string) => Array} packet the event and its arguments
   */
  constructor(socket, place, log, packet) {
    this.#socket = socket;
    this.#place = `outbox.${place}`;
    this.#log = log;
    this.#emit = packet;
    for (const [key, body] of tabMemory.read(this.#place) ?? []) {
      this.#send(key, body);
    }
  }

  send(body) {
    this.#send(newKey(), body);
  }

  /** Nothing waits here any more. */
  close() {
    this.#waiting.clear();
    this.#remember();
  }

  /** Whether a message was sent from here. */
  sent(key) {
    return this.#mine.has(key);
  }

  #send(key, body) {
    this.#mine.add(key);
    this.#waiting.set(key, body);
    this.#remember();
    this.#log.wait(key, body);
    this.#socket.emit(...this.#emit(body, key), (error, answer) => {
      if (!error && answer === "done") {
        this.#forget(key);
        this.#log.confirm(key);
      } else {
        const why = answerText(error ? "unknown" : answer);
        this.#log.fail(key, why, () => this.#send(key, body), () => this.#forget(key));
      }
    });
  }

  #forget(key) {
    this.#waiting.delete(key);
    this.#remember();
  }

  #remember() {
    tabMemory.write(this.#place, [...this.#waiting]);
  }
}

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
