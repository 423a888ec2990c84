package io.roomcast.examples;

import io.roomcast.Broadcast;
import io.roomcast.EventArgs;
import io.roomcast.Namespace;
import io.roomcast.Socket;

/**
 * The group chat: who is connected says something, and everyone sees it.
 *
 * <p>It speaks the events of the well-known tutorial, {@code socketSend}, {@code joinroom}, {@code
 * room1-send} and {@code broadcast}, each with the text as its first argument. What the chat page
 * needs besides (a postmark behind the text, an ack, {@code greeting}, {@code online} and {@code
 * rename}) is added so that a client which knows only the tutorial's events notices nothing.
 */
public final class GroupChat {
  private final Namespace io;
  private final Object order = new Object();

  private GroupChat(Namespace io) {
    this.io = io;
  }

  /**
   * Serves the chat to those who join a namespace.
   *
   * @param io the namespace, usually the main one
   */
  public static void serve(Namespace io) {
    io.onConnection(new GroupChat(io)::welcome);
  }

  private void welcome(Socket socket) {
    Person newcomer = Person.introduce(socket);
    io.to(socket.id()).emit("greeting", newcomer); // to the newcomer alone
    announceCount();

    socket.on("socketSend", (args, ack) -> ack.send(post(io, socket, args)));
    socket.on("joinroom", args -> socket.join("room1"));
    socket.on("room1-send", (args, ack) -> ack.send(post(io.to("room1"), socket, args)));
    socket.on("rename", String.class, (name, ack) -> ack.send(Person.rename(socket, name)));
    socket.onDisconnect(reason -> announceCount());
  }

  private static Answer post(Broadcast receivers, Socket sender, EventArgs args) {
    String text = args.get(0, String.class);
    Answer answer = Postmark.check(text);
    if (answer == Answer.DONE) {
      receivers.emit("broadcast", text, Postmark.of(sender, args, 1));
    }
    return answer;
  }

  /**
   * Sockets come and go in parallel: counting and telling are one step, so the last one is true.
   */
  private void announceCount() {
    synchronized (order) {
      io.emit("online", io.sockets().size());
    }
  }
}
