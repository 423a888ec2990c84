package io.roomcast.testkit;

import io.roomcast.Server;

/** The handlers that the example of docs/testing.md tests. */
final class Chat {
  private Chat() {}

  /** Adds them. */
  static void chat(Server io) {
    io.onConnection(
        socket -> {
          socket.on("joinroom", room -> socket.join("room1"));
          socket.on("room1-send", String.class, text -> io.to("room1").emit("broadcast", text));
        });
  }
}
