package io.roomcast.e2e.soak;

import io.roomcast.Server;
import io.roomcast.Socket;

/** A room whose messages are numbered. */
final class CountedRoom {
  private final Server io;
  private final String name;
  private long next;
  private long ticks;

  CountedRoom(Server io, String name) {
    this.io = io;
    this.name = name;
  }

  synchronized void say() {
    io.to(name).emit("said", name, next, Parcel.text(name, next));
    next++;
  }

  /** Without a promise that it arrives. */
  synchronized void tick() {
    io.to(name).asVolatile().emit("tick", name, ticks);
    ticks++;
  }

  /** Tells the newcomer which number will be its first. */
  synchronized void join(Socket socket) {
    socket.join(name);
    socket.emit("joined", name, next);
  }

  /** Tells who leaves which number it will not get any more. */
  synchronized void leave(Socket socket) {
    socket.leave(name);
    socket.emit("left", name, next);
  }
}
