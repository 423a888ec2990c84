package io.roomcast.e2e;

import io.roomcast.testkit.peer.RawFrame;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What single clients may do, but not so many times in so short a time. */
final class Floods {
  private static final Pattern RETRY_LATER =
      Pattern.compile("(?s)HTTP/1.1 503 .*\r\nRetry-After: \\d+\r\n.*");
  private static final int ENOUGH = 20;
  private static final int TOO_MANY = 5000;

  private Floods() {}

  /** Opens sessions, and closes them, until it was told to come back later many times. */
  static Attack handshakes(String address) {
    return new Attack(
        "handshakes from " + address,
        target -> untilRefused(target.from(address), "", "", Floods::giveBack));
  }

  /** The same through a proxy that names the client. */
  static Attack forwardedHandshakes(String address) {
    return new Attack(
        "handshakes from " + address + " behind a proxy",
        target -> untilRefused(target, "", forwarded(address), Floods::giveBack));
  }

  /** Asks for sessions that there are not, likewise. */
  static Attack forwardedMadeUpIds(String address) {
    return new Attack(
        "made-up session ids from " + address + " behind a proxy",
        target -> untilRefused(target, "AAAAAAAAAAAAAAAAAAAA", forwarded(address), Floods::isNone));
  }

  private static String forwarded(String address) {
    return "X-Forwarded-For: " + address + "\r\n";
  }

  /** What is done about an answer that is no refusal. */
  @FunctionalInterface
  private interface Otherwise {
    void take(RawClient client, String answer) throws IOException;
  }

  private static void untilRefused(Target target, String sid, String headers, Otherwise otherwise)
      throws IOException {
    try (RawClient client = target.connect()) {
      int refused = 0;
      for (int asked = 0; refused < ENOUGH; asked++) {
        if (asked == TOO_MANY) {
          throw new IOException("refused only so many times: " + refused);
        }
        client.get(sid, headers);
        String answer = client.answer();
        if (RETRY_LATER.matcher(answer).matches()) {
          refused++;
        } else {
          otherwise.take(client, answer);
        }
      }
    }
  }

  private static void giveBack(RawClient client, String answer) throws IOException {
    client.post(RawClient.sessionId(answer), "1");
    client.response();
  }

  private static void isNone(RawClient client, String answer) throws IOException {
    if (!answer.startsWith("HTTP/1.1 400 ")) {
      throw new IOException("no session is expected, but " + answer);
    }
  }

  /** Asks a thousand times for a session that there is not. */
  static Attack madeUpIds() {
    return new Attack(
        "a thousand made-up session ids",
        target -> {
          try (RawClient client = target.connect()) {
            for (int i = 0; i < 1000; i++) {
              client.get("AAAAAAAAAAAAAAAAA" + (i + 100));
              isNone(client, client.answer());
            }
          }
        });
  }

  /** Answers questions that nobody asked, with much to read, now and then looking up. */
  static Attack answers() {
    byte[] answer = RawFrame.text(answer(1000)).bytes();
    return new Attack(
        "answers that nobody asked for", target -> keepAnswering(target.joined(), answer, 40, 100));
  }

  /** The same, where what there is to read comes as a few bytes. */
  static Attack compressedAnswers() {
    byte[] answer = Deflated.frame(RawFrame.TEXT, Attack.bytes(answer(40_000)));
    return new Attack(
        "compressed answers that nobody asked for",
        target -> keepAnswering(Deflated.joined(target), answer, 10, 50));
  }

  private static String answer(int values) {
    return "43999999[" + "0,".repeat(values) + "0]";
  }

  private static void keepAnswering(RawClient joined, byte[] answer, int rounds, int times)
      throws IOException {
    try (RawClient client = joined) {
      for (int round = 0; round < rounds; round++) {
        for (int i = 0; i < times; i++) {
          client.send(answer);
        }
        client.frame("42" + round + "[\"ack\",\"still\"]");
        String packet = client.readFrame();
        while (!packet.startsWith("43" + round + "[")) { // there is news as well
          if (packet.equals("2")) {
            client.frame("3");
          }
          packet = client.readFrame();
        }
      }
    }
  }

  /** Opens a hundred connections from an address, until no more are left than it may have. */
  static Attack connections(String address, int allowed) {
    return new Attack(
        "connections from " + address,
        target -> {
          List<RawClient> open = new ArrayList<>();
          try {
            for (int i = 0; i < 100; i++) {
              open.add(target.from(address).connectPlain());
            }
            List<RawClient> left = new ArrayList<>(open);
            while (left.size() > allowed) {
              RawClient next = left.remove(0);
              if (!next.endsWithin(Duration.ofMillis(1))) {
                left.add(next);
              }
            }
          } finally {
            for (RawClient client : open) {
              client.close();
            }
          }
        });
  }
}
