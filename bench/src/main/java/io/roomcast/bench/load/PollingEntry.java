package io.roomcast.bench.load;

import io.roomcast.bench.wire.HttpMessage;
import io.roomcast.bench.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The way into the namespace by polling, on one connection at a time: the handshake, the packet
 * that asks to connect, and polls until the answer. Then it goes on polling if it is told to.
 *
 * <p>A server may close the connection after any answer, and some do although they promise to keep
 * it: a request that met such an end is made again on a new connection.
 */
final class PollingEntry implements LinkListener {
  static final String PATH = "/socket.io/?EIO=4";

  private static final Pattern SESSION_ID = Pattern.compile("\"sid\"\\s*:\\s*\"([^\"]+)\"");
  private static final int MAX_ATTEMPTS = 3;
  private static final String SEPARATOR = "\u001e";

  private enum Step {
    HANDSHAKE,
    CONNECT,
    POLL,
    PONG
  }

  private final LoadLoop loop;
  private final Consumer<PollingEntry> entered;
  private final Consumer<String> failed;
  private Runnable heartbeat = () -> {};
  private HttpMessage response = HttpMessage.response();
  private Link link;
  private Step step = Step.HANDSHAKE;
  private byte[] request = {};
  private boolean answerBegan;
  private int attempts;
  private String sessionId = "";
  private boolean connected;
  private boolean goesOn;

  @SuppressWarnings("NullAway.Init") // the link is there from open() on
  PollingEntry(LoadLoop loop, Consumer<PollingEntry> entered, Consumer<String> failed) {
    this.loop = loop;
    this.entered = entered;
    this.failed = failed;
  }

  void open() {
    link = loop.open(this);
  }

  String sessionId() {
    return sessionId;
  }

  /** Polls from now on, and calls this after each heartbeat. */
  void goOn(Runnable afterHeartbeat) {
    heartbeat = afterHeartbeat;
    goesOn = true;
  }

  void close() {
    link.close();
  }

  @Override
  public void onOpen(Link opened) {
    link = opened;
    if (request.length == 0) {
      get("");
    } else {
      send();
    }
  }

  @Override
  public void onBytes(Link from, byte[] bytes, int offset, int length) {
    answerBegan = true;
    int read = response.read(bytes, offset, length);
    if (!response.isComplete()) {
      return;
    }
    if (read < length) {
      throw new WireException("more than one answer");
    }
    HttpMessage answer = response;
    if (answer.status() != 200) {
      throw new WireException(answer.firstLine() + ": " + answer.body());
    }
    response = HttpMessage.response();
    onAnswer(answer.body());
  }

  private void onAnswer(String body) {
    switch (step) {
      case HANDSHAKE -> {
        sessionId = sessionId(body);
        post(Step.CONNECT, "40");
      }
      case CONNECT, PONG -> {
        step = Step.POLL;
        get("&sid=" + sessionId);
      }
      case POLL -> onPackets(body.split(SEPARATOR, -1));
    }
  }

  private void onPackets(String[] packets) {
    boolean ping = false;
    boolean entering = false;
    for (String packet : packets) {
      ping |= packet.equals("2");
      entering |= !connected && packet.startsWith("40");
      if (packet.equals("1") || packet.startsWith("44")) {
        throw new WireException("the server said " + packet);
      }
    }
    if (entering) {
      connected = true;
      entered.accept(this);
    }
    if (connected && !goesOn) {
      return;
    }
    if (ping) {
      post(Step.PONG, "3");
      heartbeat.run();
    } else {
      get("&sid=" + sessionId);
    }
  }

  private void get(String query) {
    write("GET", query, "");
  }

  private void post(Step next, String body) {
    step = next;
    write("POST", "&sid=" + sessionId, body);
  }

  private void write(String method, String query, String body) {
    String head =
        "%s %s&transport=polling%s HTTP/1.1\r\nHost: %s\r\n"
            .formatted(method, PATH, query, loop.host());
    String rest =
        method.equals("POST")
            ? "Content-Type: text/plain;charset=UTF-8\r\nContent-Length: " + body.length() + "\r\n"
            : "";
    request = (head + rest + "\r\n" + body).getBytes(StandardCharsets.US_ASCII);
    attempts = 0;
    send();
  }

  private void send() {
    answerBegan = false;
    attempts++;
    link.write(request);
  }

  private static String sessionId(String body) {
    Matcher matcher = SESSION_ID.matcher(body);
    if (!body.startsWith("0") || !matcher.find()) {
      throw new WireException("not a handshake: " + body);
    }
    return matcher.group(1);
  }

  @Override
  public void onClosed(Link closed, String reason) {
    if (connected && !goesOn) {
      return; // it is not needed any more
    }
    if (request.length > 0 && !answerBegan && attempts < MAX_ATTEMPTS) {
      link = loop.open(this);
    } else {
      failed.accept(reason);
    }
  }
}
