package io.roomcast.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A decent client by WebSocket that is there all the time, and notices whether it is served. */
final class Witness implements AutoCloseable {
  /** For a machine that is busy with other things, too. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Pattern ANSWER = Pattern.compile("43(\\d+)\\[\"(.*)\"]");

  private final RawClient client;
  private final Map<Integer, CompletableFuture<String>> asked = new ConcurrentHashMap<>();
  private int questions;
  private boolean gone;

  private Witness(RawClient client) {
    this.client = client;
  }

  /** Connects, and stays. */
  static Witness at(Target target) throws IOException {
    Witness witness = new Witness(target.joined());
    Thread reader = new Thread(witness::read, "witness");
    reader.setDaemon(true);
    reader.start();
    return witness;
  }

  /** A new client by polling that comes, asks and goes. */
  static void visit(Target target) throws IOException {
    try (RawClient visitor = target.connect()) {
      String sid = visitor.handshake();
      target.join(visitor, sid);
      visitor.post(sid, "420[\"ack\",\"by polling\"]");
      visitor.response();
      Target.poll(visitor, sid, "430[\"by polling\"]");
      visitor.post(sid, "1");
      visitor.response();
    }
  }

  /** Asks, and is answered soon. */
  void isServed() throws IOException {
    assertThat(ask()).as("the answer to the witness").succeedsWithin(PATIENCE).isEqualTo("still");
  }

  /** Asks without waiting for the answer, which is "still". */
  synchronized CompletableFuture<String> ask() throws IOException {
    CompletableFuture<String> answer = new CompletableFuture<>();
    if (gone) {
      throw new IOException("the witness has lost its connection");
    }
    int question = questions++;
    asked.put(question, answer);
    client.frame("42" + question + "[\"ack\",\"still\"]");
    return answer;
  }

  private synchronized void pong() throws IOException {
    client.frame("3");
  }

  private void read() {
    try {
      while (true) {
        String packet = client.readFrame();
        Matcher answer = ANSWER.matcher(packet);
        if (packet.equals("2")) {
          pong();
        } else if (answer.matches()) {
          asked.remove(Integer.valueOf(answer.group(1))).complete(answer.group(2));
        }
      }
    } catch (IOException e) {
      lost(e);
    }
  }

  private synchronized void lost(IOException why) {
    gone = true;
    asked.values().forEach(question -> question.completeExceptionally(why));
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
