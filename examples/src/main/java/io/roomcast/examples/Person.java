package io.roomcast.examples;

import io.roomcast.RemoteSocket;
import io.roomcast.Socket;

/**
 * Somebody in a chat, as the others see them.
 *
 * @param id of the socket
 * @param name what they call themselves; empty where they did not say
 */
record Person(String id, String name) {
  static final int LONGEST_NAME = 20;

  private static final String NAME = "name";

  /** Takes the name that came with the handshake, as the page's {@code auth} option sends it. */
  static Person introduce(Socket socket) {
    if (socket.handshake().auth().get(NAME) instanceof String name) {
      rename(socket, name);
    }
    return of(socket);
  }

  static Answer rename(Socket socket, String name) {
    var label = Label.of(name, LONGEST_NAME);
    label.ifPresent(fit -> socket.data().put(NAME, fit));
    return label.isPresent() ? Answer.DONE : Answer.BAD_NAME;
  }

  /** On whichever server they are. */
  static Person of(RemoteSocket socket) {
    return new Person(socket.id(), socket.data(NAME, String.class).orElse(""));
  }

  static Person of(Socket socket) {
    return new Person(socket.id(), (String) socket.data().getOrDefault(NAME, ""));
  }
}
