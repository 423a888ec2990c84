package io.roomcast.e2e;

import static io.roomcast.e2e.Attack.bytes;
import static io.roomcast.e2e.Attack.deep;
import static io.roomcast.e2e.Attack.frames;
import static io.roomcast.e2e.Attack.inASession;
import static io.roomcast.e2e.Attack.onArrival;
import static io.roomcast.e2e.Attack.packets;
import static io.roomcast.e2e.Attack.payload;
import static io.roomcast.e2e.Attack.plainly;

import io.roomcast.testkit.peer.RawFrame;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What a server ends at once. */
final class BriefAttacks {
  private static final String X = "x";
  private static final String LONG = X.repeat(10_000);
  private static final String HOST = " HTTP/1.1\r\nHost: localhost\r\n";
  private static final String FIELDS = "X-A: b\r\n".repeat(200);
  private static final String UPGRADE =
      "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n";
  private static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  private static final String WEB_SOCKET = "GET /socket.io/?EIO=4&transport=websocket";

  /** A hello of TLS that is whole. */
  private static final byte[] HELLO = {0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0};

  private BriefAttacks() {}

  /** All of them. */
  static List<Attack> all() {
    return Stream.of(requests(), upgrades(), payloads(), ofFrames(), ofPackets(), names())
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
        onArrival("a head of 200 fields", "GET /socket.io/" + HOST + FIELDS + "\r\n"),
        inASession(
            "trailers of 200 fields",
            sid -> post + sid + HOST + "Transfer-Encoding: chunked\r\n\r\n0\r\n" + FIELDS + "\r\n"),
        new Attack("the other protocol for this port", BriefAttacks::otherProtocol),
        new Attack(
            "an id of a session of 10 kB",
            target -> {
              try (RawClient client = target.connect()) {
                client.get(LONG);
                expect(client.answer(), "HTTP/1.1 400 ");
              }
            }),
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
        upgrade("of 200 fields", "", UPGRADE + KEY + FIELDS),
        new Attack("an upgrade with lists that are hard to read", BriefAttacks::hardToRead),
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

  private static List<Attack> ofFrames() {
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
        frames("a message in 1100 fragments", fragments),
        new Attack("a deflate bomb", BriefAttacks::bomb));
  }

  private static List<Attack> ofPackets() {
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

  private static List<Attack> names() {
    return List.of(
        packets("an event with a name of 10 kB", "42[\"" + LONG + "\"]"),
        payload("an event with a name of 10 kB", "40\u001e42[\"" + LONG + "\"]"),
        packets("a namespace with a name of 10 kB", "40/" + LONG + ","),
        payload("a namespace with a name of 10 kB", "40/" + LONG + ","),
        new Attack(
            "a room with a name of 10 kB",
            target -> {
              try (RawClient client = target.joined()) {
                client.frame("420[\"join\",\"" + LONG + "\"]");
                Target.readPacket(client, "430[]");
                client.frame("42[\"direct\",{\"room\":\"" + LONG + "\",\"text\":\"psst\"}]");
                client.frame("421[\"ack\"]");
                Target.readPacket(client, "431[]"); // and nothing that was said in that room
              }
            }));
  }

  private static void expect(String answer, String beginning) throws IOException {
    if (!answer.startsWith(beginning)) {
      throw new IOException("not " + beginning + ", but " + answer);
    }
  }

  private static void otherProtocol(Target target) throws IOException {
    byte[] request = bytes("GET /socket.io/?EIO=4&transport=polling" + HOST + "\r\n");
    plainly(target.wire() == Wire.TLS ? request : HELLO).against(target);
  }

  /** Such as took others a time that grows with the square of the length. */
  private static void hardToRead(Target target) throws IOException {
    for (String list :
        List.of(" ".repeat(10_000) + "a", "a" + " ,".repeat(5_000), "a;b=\"".repeat(2_000))) {
      for (String name : List.of("Sec-WebSocket-Protocol", "Sec-WebSocket-Extensions")) {
        try (RawClient client = target.connect()) {
          client.upgrade("", name + ": " + list + "\r\n");
        }
      }
    }
  }

  private static void bomb(Target target) throws IOException {
    try (RawClient client = Deflated.joined(target)) {
      client.offer(Deflated.frame(RawFrame.BINARY, new byte[20_000_000]));
      client.awaitClose();
    }
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
      expect(client.answer(), "HTTP/1.1 4");
    }
    for (int i = 0; i < 3; i++) {
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
}
