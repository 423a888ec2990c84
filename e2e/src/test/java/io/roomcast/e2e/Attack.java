package io.roomcast.e2e;

import io.roomcast.testkit.peer.RawFrame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Something hostile that one client does. It fails where the server does not end it: the deeds wait
 * until the server has hung up, or has answered as it should.
 *
 * @param name what is done
 * @param deed does it once
 */
record Attack(String name, Deed deed) {
  private static final int DEEP = 10_000;

  /** What is done. */
  @FunctionalInterface
  interface Deed {
    void against(Target target) throws IOException;
  }

  @Override
  public String toString() {
    return name;
  }

  /** Arrays and objects in each other, without an end. */
  static String deep(String opening) {
    return opening.repeat(DEEP);
  }

  /** Says something on a new connection, and waits for its end. */
  static Attack onArrival(String name, String said) {
    return new Attack(
        name,
        target -> {
          try (RawClient client = target.connect()) {
            client.offer(bytes(said));
            client.awaitEnd();
          }
        });
  }

  /** The same below TLS, if there is any. */
  static Deed plainly(byte[] said) {
    return target -> {
      try (RawClient client = target.connectPlain()) {
        client.offer(said);
        client.awaitEnd();
      }
    };
  }

  /** Says something that contains the id of a session that was opened before. */
  static Attack inASession(String name, UnaryOperator<String> said) {
    return new Attack(
        name,
        target -> {
          try (RawClient client = target.connect()) {
            client.offer(bytes(said.apply(client.handshake())));
            client.awaitEnd();
          }
        });
  }

  /** Posts something, and waits for the end of the session. */
  static Attack payload(String name, String body) {
    return new Attack(
        name + ", by polling",
        target -> {
          try (RawClient client = target.connect()) {
            String sid = client.handshake();
            client.post(sid, body);
            client.response();
            Target.expectExpelled(client, sid);
          }
        });
  }

  /** Sends packets as a member of the main namespace, and waits for the end. */
  static Attack packets(String name, String... texts) {
    return frames(
        name, Stream.of(texts).map(text -> RawFrame.text(text).bytes()).toArray(byte[][]::new));
  }

  /** Sends frames as a member of the main namespace, and waits for the end. */
  static Attack frames(String name, byte[]... frames) {
    return new Attack(
        name,
        target -> {
          try (RawClient client = target.joined()) {
            for (byte[] frame : frames) {
              client.offer(frame);
            }
            client.awaitClose();
          }
        });
  }

  static byte[] bytes(String latin) {
    return latin.getBytes(StandardCharsets.ISO_8859_1);
  }
}
