package io.roomcast.e2e;

import io.roomcast.testkit.peer.RawFrame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Something hostile that one client does. It fails where the server does not end it: each of the
 * deeds below waits until the server has hung up, or has answered as it should.
 *
 * @param name what is done
 * @param deed does it once
 */
record Attack(String name, Deed deed) {
  private static final int DEEP = 10_000;
  private static final String X = "x";
  private static final String HOST = " HTTP/1.1\r\nHost: localhost\r\n";
  private static final String UPGRADE =
      "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n";
  private static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  private static final String WEB_SOCKET = "GET /socket.io/?EIO=4&transport=websocket";

  /** A hello of TLS that is whole, and one that is not. */
  private static final byte[] HELLO = {0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0};

  private static final byte[] BEGINNING_OF_HELLO = {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3};

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

  /** Those that a server ends at once. */
  static List<Attack> brief() {
    return Stream.of(requests(), upgrades(), payloads(), frames(), packets())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Attack> requests() {
    String post = "POST /socket.io/?EIO=4&transport=polling&sid=";
    return List.of(
        onArrival("nonsense instead of a request", "\0\1\2\3\r\n\r\n"),
        onArrival("the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        onArrival("lines that end in LF", "GET /socket.io/?EIO=4 HTTP/1.1\nHost: a\n\n"),
        onArrival("a head that is too large", "GET /" + HOST + "X-A: " + X.repeat(70_000)),
        new Attack("the other protocol for this port", Attack::otherProtocol),
        inASession(
            "a target that is too long",
            sid -> "GET /socket.io/?EIO=4&transport=polling&sid=" + sid + "&x=" + X.repeat(70_000)),
        inASession(
            "a body of a gigabyte, announced",
            sid -> post + sid + HOST + "Content-Length: 1000000000\r\n\r\n4"),
        inASession(
            "a body that is too large, in a chunk",
            sid -> post + sid + HOST + "Transfer-Encoding: chunked\r\n\r\n40000\r\n" + big()),
        inASession(
            "a second request hidden by two lengths",
            sid ->
                post + sid + HOST + "Content-Length: 1\r\nContent-Length: 99\r\n\r\n1" + hidden()),
        inASession(
            "a second request hidden by a length and chunks",
            sid ->
                post
                    + sid
                    + HOST
                    + "Content-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                    + hidden()),
        inASession(
            "a chunk of no number",
            sid -> post + sid + HOST + "Transfer-Encoding: chunked\r\n\r\n+3\r\nabc\r\n0\r\n\r\n"));
  }

  private static List<Attack> upgrades() {
    return List.of(
        upgrade("without a version", "", KEY + "Connection: Upgrade\r\nUpgrade: websocket\r\n"),
        upgrade("of a key that is none", "", UPGRADE + "Sec-WebSocket-Key: nonsense\r\n"),
        upgrade("for a session that is none", "&sid=AAAAAAAAAAAAAAAAAAAA", UPGRADE + KEY),
        upgrade("from a foreign page", "", UPGRADE + KEY + "Origin: http://evil.example\r\n"),
        new Attack(
            "an upgrade of a protocol that is none, and resets",
            target ->
                refused(
                    target, "GET /socket.io/?EIO=9&transport=websocket" + HOST + UPGRADE + KEY)),
        new Attack(
            "an upgrade of a transport that is none, and resets",
            target ->
                refused(
                    target, "GET /socket.io/?EIO=4&transport=__proto__" + HOST + UPGRADE + KEY)));
  }

  private static List<Attack> payloads() {
    return List.of(
        payload("nothing but separators", "\u001e".repeat(90_000)),
        payload("a packet of no known type", "9"),
        payload("base64 that is none", "b!!!!"),
        payload("a packet before a namespace", "42[\"echo\"]"),
        payload("a Socket.IO packet of no known type", "49"),
        payload("auth of 10 000 levels of objects", "40" + deep("{\"a\":")),
        payload("auth of 10 000 levels of arrays", "40{\"a\":" + deep("[")));
  }

  private static List<Attack> frames() {
    byte[] none = {};
    byte[] endless = {(byte) 0x82, (byte) 0xff, 0x40, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4};
    byte[] negative = {(byte) 0x82, (byte) 0xff, (byte) 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4};
    RawFrame fragment = RawFrame.of(RawFrame.CONTINUATION, none).last(false);
    byte[][] fragments = new byte[1100][];
    Arrays.fill(fragments, fragment.bytes());
    fragments[0] = RawFrame.text("4").last(false).bytes();
    return List.of(
        frames("a frame without a mask", RawFrame.text("3").unmasked().bytes()),
        frames("a frame with a reserved bit", RawFrame.text("3").reserved(2).bytes()),
        frames("a frame of no known opcode", RawFrame.of(3, none).bytes()),
        frames("a ping in fragments", RawFrame.of(RawFrame.PING, none).last(false).bytes()),
        frames("a close frame of one byte", RawFrame.of(RawFrame.CLOSE, new byte[1]).bytes()),
        frames("a fragment of nothing", fragment.bytes()),
        frames(
            "a text that is no UTF-8", RawFrame.of(RawFrame.TEXT, bytes("4\u00ff\u00fe")).bytes()),
        frames("a frame of 2^62 bytes, announced", endless),
        frames("a frame of a negative length", negative),
        frames("a message that is too large", RawFrame.text("4" + big()).bytes()),
        frames("a message in 1100 fragments", fragments));
  }

  private static List<Attack> packets() {
    byte[] attachment = RawFrame.of(RawFrame.BINARY, new byte[] {1, 2, 3}).bytes();
    return List.of(
        packets("an Engine.IO packet of no known type", "9"),
        packets("a Socket.IO packet of no known type", "49"),
        packets("an event that is no array", "42{}"),
        packets("an event that does not end", "42[\"echo\""),
        packets("an event with the name of one of the server's own", "42[\"disconnecting\"]"),
        packets("an event for a namespace that is none", "42/nowhere,[\"echo\"]"),
        packets("an event with an id of 30 digits", "421" + "0".repeat(29) + "[\"echo\"]"),
        packets("a second CONNECT", "40"),
        packets("a CONNECT_ERROR", "44{\"message\":\"you are refused\"}"),
        packets("10^10 attachments, announced", "4510000000000-[\"echo\"]"),
        packets("an event of 10 000 levels of arrays", "42[\"echo\"," + deep("[")),
        packets("an event of 10 000 levels of objects", "42[\"echo\"," + deep("{\"a\":")),
        new Attack(
            "an answer of 10 000 levels",
            target -> {
              try (RawClient client = target.joined()) {
                client.frame("42[\"pry\"]");
                String question = Target.readPacket(client, "42");
                String id = question.substring(2, question.indexOf('['));
                client.frame("43" + id + "[" + deep("{\"a\":"));
                client.awaitClose();
              }
            }),
        frames("an attachment of nothing", attachment),
        frames(
            "a placeholder for another attachment",
            RawFrame.text("451-[\"echo\",{\"_placeholder\":true,\"num\":7}]").bytes(),
            attachment),
        frames(
            "text where an attachment is due",
            RawFrame.text("451-[\"echo\",{\"_placeholder\":true,\"num\":0}]").bytes(),
            RawFrame.text("42[\"echo\"]").bytes()));
  }

  /** Those that a server ends when a time is up, so they are best made all at once. */
  static List<Attack> lasting() {
    return Stream.of(silences(), garbage()).flatMap(List::stream).toList();
  }

  private static List<Attack> silences() {
    return List.of(
        onArrival("silence on arrival", ""),
        onArrival("silence in the head", "GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHos"),
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
        packets("silence before an attachment", "451-[\"echo\",{\"_placeholder\":true,\"num\":0}]"),
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
                client.send("GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHos");
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
                client.frame("451-[\"echo\",{\"_placeholder\":true,\"num\":0}]");
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

  private static RawClient upgrading(Target target) throws IOException {
    String sid;
    try (RawClient polling = target.connect()) {
      sid = polling.handshake();
    }
    RawClient probe = target.connect();
    probe.upgrade(sid);
    return probe;
  }

  private static void end(RawClient client, Random random) throws IOException {
    byte[] bytes = new byte[600];
    random.nextBytes(bytes);
    client.offer(bytes);
    client.awaitEnd();
  }

  private static Attack onArrival(String name, String said) {
    return new Attack(
        name,
        target -> {
          try (RawClient client = target.connect()) {
            client.offer(bytes(said));
            client.awaitEnd();
          }
        });
  }

  private static Deed plainly(byte[] said) {
    return target -> {
      try (RawClient client = target.connectPlain()) {
        client.offer(said);
        client.awaitEnd();
      }
    };
  }

  private static void otherProtocol(Target target) throws IOException {
    byte[] request = bytes("GET /socket.io/?EIO=4&transport=polling" + HOST + "\r\n");
    plainly(target.wire() == Wire.TLS ? request : HELLO).against(target);
  }

  private static Attack inASession(String name, UnaryOperator<String> said) {
    return new Attack(
        name,
        target -> {
          try (RawClient client = target.connect()) {
            client.offer(bytes(said.apply(client.handshake())));
            client.awaitEnd();
          }
        });
  }

  private static Attack payload(String name, String body) {
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

  private static Attack packets(String name, String... texts) {
    return frames(
        name, Stream.of(texts).map(text -> RawFrame.text(text).bytes()).toArray(byte[][]::new));
  }

  private static Attack frames(String name, byte[]... frames) {
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

  private static Attack upgrade(String what, String query, String headers) {
    return new Attack(
        "an upgrade " + what + ", and resets",
        target -> refused(target, WEB_SOCKET + query + HOST + headers));
  }

  /** Asks for what is refused, and then again without waiting for it. */
  private static void refused(Target target, String head) throws IOException {
    try (RawClient client = target.connect()) {
      client.send(head + "\r\n");
      String answer = client.answer();
      if (!answer.startsWith("HTTP/1.1 4")) {
        throw new IOException("this was not refused: " + answer);
      }
    }
    for (int i = 0; i < 5; i++) {
      RawClient client = target.connect();
      client.send(head + "\r\n");
      client.abort();
    }
  }

  private static String hidden() {
    return "POST /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: a\r\n\r\n";
  }

  /** More than the server takes of one message. */
  private static String big() {
    return X.repeat(2 * Siege.MAX_PAYLOAD);
  }

  private static byte[] bytes(String latin) {
    return latin.getBytes(StandardCharsets.ISO_8859_1);
  }
}
