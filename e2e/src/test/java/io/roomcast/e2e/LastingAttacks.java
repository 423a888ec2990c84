package io.roomcast.e2e;

import static io.roomcast.e2e.Attack.bytes;
import static io.roomcast.e2e.Attack.frames;
import static io.roomcast.e2e.Attack.inASession;
import static io.roomcast.e2e.Attack.onArrival;
import static io.roomcast.e2e.Attack.packets;
import static io.roomcast.e2e.Attack.plainly;

import io.roomcast.testkit.peer.RawFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** What a server ends when a time is up. */
final class LastingAttacks {
  private static final String HEAD =
      "GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: localhost\r\n";
  private static final String HALF_A_PACKET = "451-[\"echo\",{\"_placeholder\":true,\"num\":0}]";
  private static final Duration PAUSE = Duration.ofMillis(100);

  /** A hello of TLS that is not whole. */
  private static final byte[] BEGINNING_OF_HELLO = {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3};

  private LastingAttacks() {}

  /** All of them but the crowd below. */
  static List<Attack> all() {
    return Stream.of(silences(), drips(), garbage()).flatMap(List::stream).toList();
  }

  private static List<Attack> silences() {
    return List.of(
        onArrival("silence on arrival", ""),
        onArrival("silence in the head", HEAD + "Hos"),
        new Attack("silence on arrival, below TLS if there is any", plainly(new byte[0])),
        new Attack("silence in the hello of TLS", plainly(BEGINNING_OF_HELLO)),
        inASession("silence after a handshake", sid -> ""),
        new Attack(
            "silence in a body",
            target -> {
              try (RawClient client = target.connect()) {
                client.post(client.handshake(), 1000, "40");
                client.awaitEnd();
              }
            }),
        new Attack(
            "silence after CONNECT, by polling",
            target -> {
              try (RawClient client = target.connect()) {
                target.join(client, client.handshake());
                client.awaitEnd();
              }
            }),
        new Attack(
            "silence before CONNECT",
            target -> {
              try (RawClient client = target.opened()) {
                client.awaitEnd();
              }
            }),
        new Attack(
            "silence after CONNECT: half-open, without a FIN",
            target -> {
              try (RawClient client = target.joined()) {
                client.awaitEnd();
              }
            }),
        frames("silence in a frame", new byte[] {(byte) 0x81, (byte) 0xfe, 1}),
        frames("silence between fragments", RawFrame.text("42").last(false).bytes()),
        packets("silence before an attachment", HALF_A_PACKET),
        new Attack(
            "pongs, but no attachment",
            target -> {
              try (RawClient client = target.joined()) {
                client.frame(HALF_A_PACKET);
                answerPings(client);
              }
            }),
        new Attack(
            "pongs, but no attachment, by polling",
            target -> {
              try (RawClient client = target.connect()) {
                String sid = client.handshake();
                target.join(client, sid);
                client.post(sid, HALF_A_PACKET);
                client.response();
                Target.expectExpelled(client, sid);
              }
            }),
        new Attack(
            "silence after a probe",
            target -> {
              try (RawClient probe = upgrading(target)) {
                probe.frame("2probe");
                probe.readFrame();
                probe.awaitEnd();
              }
            }));
  }

  /** What comes so slowly that something always comes. */
  private static List<Attack> drips() {
    byte[] none = {};
    return List.of(
        new Attack(
            "a frame byte by byte",
            target -> {
              try (RawClient client = target.joined()) {
                client.send(new byte[] {(byte) 0x81, (byte) 0xfe, 1, 0, 1, 2, 3, 4});
                drip(client, bytes("x"));
              }
            }),
        new Attack(
            "fragments without an end, and pings between them",
            target -> {
              try (RawClient client = target.joined()) {
                client.send(RawFrame.text("42").last(false).bytes());
                ByteArrayOutputStream drop = new ByteArrayOutputStream();
                drop.writeBytes(RawFrame.of(RawFrame.PING, none).bytes());
                drop.writeBytes(RawFrame.of(RawFrame.CONTINUATION, bytes("x")).last(false).bytes());
                drip(client, drop.toByteArray());
              }
            }));
  }

  private static void drip(RawClient client, byte[] drop) throws IOException {
    do {
      client.offer(drop);
    } while (!client.endsWithin(PAUSE));
  }

  /** Two hundred clients whose heads and bodies come byte by byte. */
  static Attack crowd() {
    return new Attack(
        "heads and bodies of two hundred, byte by byte", LastingAttacks::dripTogether);
  }

  private static void dripTogether(Target target) throws IOException {
    List<RawClient> crowd = new ArrayList<>();
    try {
      for (int i = 0; i < 100; i++) {
        RawClient head = target.connect();
        crowd.add(head);
        head.send(HEAD + "X-A: ");
        RawClient body = target.connect();
        crowd.add(body);
        body.post(body.handshake(), 1000, "40");
      }
      List<RawClient> dripping = new ArrayList<>(crowd);
      while (!dripping.isEmpty()) {
        dripping.removeIf(client -> !sends(client, "a"));
        if (!dripping.isEmpty() && dripping.get(0).endsWithin(PAUSE)) {
          dripping.remove(0);
        }
      }
    } finally {
      for (RawClient client : crowd) {
        client.close();
      }
    }
  }

  private static boolean sends(RawClient client, String text) {
    try {
      client.send(text);
      return true;
    } catch (IOException hungUp) {
      return false;
    }
  }

  /** Random bytes in each state. Some look like the beginning of something, and are waited for. */
  private static List<Attack> garbage() {
    Random random = new Random(20260701);
    return List.of(
        new Attack(
            "garbage on arrival",
            target -> {
              try (RawClient client = target.connect()) {
                end(client, random);
              }
            }),
        new Attack(
            "garbage below TLS if there is any",
            target -> {
              try (RawClient client = target.connectPlain()) {
                end(client, random);
              }
            }),
        new Attack(
            "garbage in the head",
            target -> {
              try (RawClient client = target.connect()) {
                client.send(HEAD + "Hos");
                end(client, random);
              }
            }),
        new Attack(
            "garbage after a handshake",
            target -> {
              try (RawClient client = target.connect()) {
                client.handshake();
                end(client, random);
              }
            }),
        new Attack(
            "garbage behind a poll",
            target -> {
              try (RawClient client = target.connect()) {
                client.get(client.handshake());
                end(client, random);
              }
            }),
        new Attack(
            "garbage in a body",
            target -> {
              try (RawClient client = target.connect()) {
                client.post(client.handshake(), 1000, "40");
                end(client, random);
              }
            }),
        new Attack(
            "garbage by polling, in a namespace",
            target -> {
              try (RawClient client = target.connect()) {
                target.join(client, client.handshake());
                end(client, random);
              }
            }),
        new Attack(
            "garbage before CONNECT",
            target -> {
              try (RawClient client = target.opened()) {
                end(client, random);
              }
            }),
        new Attack(
            "garbage in a namespace",
            target -> {
              try (RawClient client = target.joined()) {
                end(client, random);
              }
            }),
        new Attack(
            "garbage instead of an attachment",
            target -> {
              try (RawClient client = target.joined()) {
                client.frame(HALF_A_PACKET);
                end(client, random);
              }
            }),
        new Attack(
            "garbage instead of a probe",
            target -> {
              try (RawClient probe = upgrading(target)) {
                end(probe, random);
              }
            }),
        new Attack(
            "garbage after an upgrade",
            target -> {
              try (RawClient probe = upgrading(target)) {
                probe.frame("2probe");
                probe.readFrame();
                probe.frame("5");
                end(probe, random);
              }
            }));
  }

  /** Does what keeps a session alive, until the server ends it all the same. */
  private static void answerPings(RawClient client) throws IOException {
    try {
      while (true) {
        if (client.readFrame().equals("2")) {
          client.frame("3");
        }
      }
    } catch (SocketTimeoutException stillThere) {
      throw stillThere;
    } catch (IOException hungUp) {
      // as it should
    }
  }

  /** A WebSocket for a session of polling, on the connection that has opened that. */
  private static RawClient upgrading(Target target) throws IOException {
    RawClient client = target.connect();
    client.upgrade(client.handshake());
    return client;
  }

  private static void end(RawClient client, Random random) throws IOException {
    byte[] bytes = new byte[600];
    random.nextBytes(bytes);
    client.offer(bytes);
    client.awaitEnd();
  }
}
