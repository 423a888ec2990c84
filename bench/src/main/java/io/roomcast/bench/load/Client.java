package io.roomcast.bench.load;

/** One player. Not thread-safe: it lives in the loop. */
abstract class Client {
  private final int number;
  private final Inbox inbox;

  Client(int number, Inbox inbox) {
    this.number = number;
    this.inbox = inbox;
  }

  /** From 0, within its crowd. */
  final int number() {
    return number;
  }

  final Inbox inbox() {
    return inbox;
  }

  /** Begins to connect. */
  abstract void open();

  /** Sends messages, each a text, with one write. */
  abstract void send(byte[]... texts);

  /** Goes without a word. */
  abstract void close();
}
