package io.roomcast.bench.load;

import io.roomcast.bench.wire.EventText;
import io.roomcast.bench.wire.FrameReader;
import io.roomcast.bench.wire.Frames;
import io.roomcast.bench.wire.HttpMessage;
import io.roomcast.bench.wire.WebSocketUpgrade;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A client with a WebSocket. */
final class WebSocketClient extends Client implements LinkListener, FrameReader.Sink {
  private enum Step {
    HTTP,
    ENGINE,
    PROBE,
    NAMESPACE,
    ROOM,
    IN
  }

  private static final byte[] CONNECT = ascii("40");
  private static final byte[] PROBE = ascii("2probe");
  private static final byte[] UPGRADE = ascii("5");
  private static final byte[] PONG = ascii("3");

  /**
   * How clients come.
   *
   * @param entrance the way in
   * @param joins whether they want to be in the room
   * @param deflate whether they offer to be sent compressed messages
   */
  record Manner(Entrance entrance, boolean joins, boolean deflate) {
    static Manner of(LoadSpec spec, boolean joins) {
      return new Manner(spec.entrance(), joins, spec.deflate());
    }
  }

  private final LoadLoop loop;
  private final Entrance entrance;
  private final Manner manner;
  private FrameReader frames = FrameReader.ofServer();
  private @Nullable PollingEntry entry;
  private @Nullable HttpMessage response = HttpMessage.response();
  private @Nullable Link link;
  private String target = "/";
  private Step step = Step.HTTP;
  private int maskingKey;

  /** A client that is not connected yet. */
  WebSocketClient(LoadLoop loop, Manner manner, int number, Inbox inbox) {
    super(number, inbox);
    this.loop = loop;
    this.manner = manner;
    this.entrance = manner.entrance();
    this.maskingKey = 0x9E3779B9 * (number + 1);
  }

  @Override
  void open() {
    switch (entrance) {
      case PLAIN -> openWebSocket("/");
      case WEBSOCKET -> openWebSocket(PollingEntry.PATH + "&transport=websocket");
      case UPGRADE, POLLING -> {
        PollingEntry first = new PollingEntry(loop, this::upgrade, this::gone);
        entry = first;
        first.open();
      }
    }
  }

  private void upgrade(PollingEntry first) {
    openWebSocket(PollingEntry.PATH + "&transport=websocket&sid=" + first.sessionId());
  }

  private void openWebSocket(String at) {
    target = at;
    link = loop.open(this);
  }

  @Override
  void send(byte[]... texts) {
    Link out = link;
    if (out == null) {
      throw new IllegalStateException("not connected");
    }
    if (texts.length == 1) {
      out.write(Frames.fromClient(Frames.TEXT, texts[0], nextKey()));
      return;
    }
    ByteArrayOutputStream together = new ByteArrayOutputStream(texts.length * 64);
    for (byte[] text : texts) {
      together.writeBytes(Frames.fromClient(Frames.TEXT, text, nextKey()));
    }
    out.write(together.toByteArray());
  }

  @Override
  void close() {
    if (link != null) {
      link.close();
    }
    if (entry != null) {
      entry.close();
    }
  }

  @Override
  public void onOpen(Link opened) {
    link = opened;
    opened.write(WebSocketUpgrade.request(loop.host(), target, manner.deflate()));
  }

  @Override
  public void onBytes(Link from, byte[] bytes, int offset, int length) {
    HttpMessage answer = response;
    if (answer == null) {
      frames.read(bytes, offset, length, this);
      return;
    }
    int read = answer.read(bytes, offset, length);
    if (answer.isComplete()) {
      WebSocketUpgrade.check(answer);
      if (manner.deflate()) {
        frames = FrameReader.ofServer(loop.inflation(answer));
      }
      response = null;
      switch (entrance) {
        case PLAIN -> enterRoom();
        case WEBSOCKET -> step = Step.ENGINE;
        case UPGRADE, POLLING -> say(Step.PROBE, PROBE);
      }
      if (read < length) {
        frames.read(bytes, offset + read, length - read, this);
      }
    }
  }

  @Override
  public void onFrame(int opcode, byte[] bytes, int offset, int length) {
    switch (opcode) {
      case Frames.TEXT -> onText(bytes, offset, length);
      case Frames.PING -> pong(Arrays.copyOfRange(bytes, offset, offset + length));
      case Frames.PONG -> {}
      default -> {
        close();
        gone("the server sent a frame with opcode " + opcode);
      }
    }
  }

  private void pong(byte[] payload) {
    if (link != null) {
      link.write(Frames.fromClient(Frames.PONG, payload, nextKey()));
    }
  }

  private void onText(byte[] bytes, int offset, int length) {
    if (step == Step.IN) {
      onMessage(bytes, offset, length);
    } else if (isPing(bytes, offset, length)) {
      send(PONG);
    } else if (step == Step.ROOM) {
      if (EventText.isJoined(bytes, offset, length)) {
        enter();
      }
    } else {
      onEntry(new String(bytes, offset, length, StandardCharsets.UTF_8));
    }
  }

  private void onEntry(String text) {
    if (step == Step.ENGINE && text.startsWith("0")) {
      say(Step.NAMESPACE, CONNECT);
    } else if (step == Step.NAMESPACE && text.startsWith("40")) {
      enterRoom();
    } else if (step == Step.PROBE && text.equals("3probe")) {
      send(UPGRADE);
      if (entry != null) {
        entry.close();
      }
      enterRoom();
    } else if (!text.equals("6")) {
      close();
      gone("the server said \"" + text + "\" at step " + step);
    }
  }

  private void onMessage(byte[] bytes, int offset, int length) {
    if (isPing(bytes, offset, length)) {
      send(PONG);
      inbox().onHeartbeat(this);
    } else if (length > 1 || entrance == Entrance.PLAIN) {
      inbox().onMessage(this, bytes, offset, length);
    }
  }

  private boolean isPing(byte[] bytes, int offset, int length) {
    return length == 1 && bytes[offset] == '2' && entrance != Entrance.PLAIN;
  }

  private void enterRoom() {
    if (manner.joins()) {
      say(Step.ROOM, EventText.JOIN_REQUEST);
    } else {
      enter();
    }
  }

  private void enter() {
    step = Step.IN;
    inbox().onReady(this);
  }

  private void say(Step next, byte[] text) {
    step = next;
    send(text);
  }

  private void gone(String reason) {
    inbox().onGone(this, reason);
  }

  @Override
  public void onClosed(Link closed, String reason) {
    gone(reason);
  }

  private int nextKey() {
    maskingKey = maskingKey * 1_664_525 + 1_013_904_223;
    return maskingKey;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
