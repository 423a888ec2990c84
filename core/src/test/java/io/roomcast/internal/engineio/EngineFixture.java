package io.roomcast.internal.engineio;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.roomcast.engineio.ClientSession;
import io.roomcast.engineio.CloseReason;
import io.roomcast.engineio.EngineOptions;
import io.roomcast.engineio.EngineOptionsBuilder;
import io.roomcast.engineio.EnginePacket;
import io.roomcast.engineio.SendResult;
import io.roomcast.internal.concurrent.LimitHits;
import io.roomcast.internal.concurrent.Timers;
import io.roomcast.testing.FakeExchange;
import io.roomcast.testing.FakeWebSocket;
import io.roomcast.testing.ManualTimers;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

/** An engine on a manual clock, and listeners that write down what they hear. */
final class EngineFixture {
  static final String PATH = "/socket.io/";
  static final String POLLING = PATH + "?EIO=4&transport=polling";
  static final String WEBSOCKET = PATH + "?EIO=4&transport=websocket";

  final ManualTimers timers = new ManualTimers();
  final Map<String, RecordingListener> listeners = new ConcurrentHashMap<>();
  final LimitHits hits = new LimitHits();
  final EngineListeners<ClientSession> heard = new EngineListeners<>();
  final Engine engine;

  EngineFixture() {
    this(options -> options);
  }

  EngineFixture(UnaryOperator<EngineOptionsBuilder> options) {
    this(options, Runnable::run);
  }

  EngineFixture(UnaryOperator<EngineOptionsBuilder> options, Executor executor) {
    this(options, executor, timers -> timers);
  }

  /** With timers of its own, which may schedule on those of the clock. */
  EngineFixture(
      UnaryOperator<EngineOptionsBuilder> options,
      Executor executor,
      UnaryOperator<Timers> scheduling) {
    engine =
        new Engine(
            options.apply(unhurried()).build(),
            scheduling.apply(timers),
            timers::nanoTime,
            executor,
            executor,
            heard,
            hits,
            session -> {
              RecordingListener listener = new RecordingListener(session);
              listeners.put(session.id(), listener);
              return listener;
            });
  }

  /** The clock stands still while clients come. */
  private static EngineOptionsBuilder unhurried() {
    return EngineOptions.builder().maxHandshakesPerSecond(Integer.MAX_VALUE);
  }

  /** What one session's listener heard. */
  static final class RecordingListener implements SessionListener {
    final EngineSession session;
    final List<String> messages = new CopyOnWriteArrayList<>();
    final List<CloseReason> closes = new CopyOnWriteArrayList<>();
    final List<String> beats = new CopyOnWriteArrayList<>();
    volatile Throwable cause;
    volatile Runnable onMessage = () -> {};
    volatile Runnable onClose = () -> {};

    private RecordingListener(EngineSession session) {
      this.session = session;
    }

    @Override
    public void onText(String text) {
      messages.add(text);
      onMessage.run();
    }

    @Override
    public void onBinary(ByteBuffer bytes) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      messages.add("<" + HexFormat.of().formatHex(copy) + ">");
      onMessage.run();
    }

    @Override
    public void onPing(boolean behindAll) {
      beats.add(behindAll ? "ping" : "ping overtakes");
    }

    @Override
    public void onPong() {
      beats.add("pong");
    }

    @Override
    public void onClosed(CloseReason reason, Throwable why) {
      cause = why;
      closes.add(reason);
      onClose.run();
    }
  }

  /** A session on polling, as its client sees it. */
  final class PollingClient {
    final String sid;
    final RecordingListener listener;

    private PollingClient(String sid) {
      this.sid = sid;
      this.listener = listeners.get(sid);
    }

    EngineSession session() {
      return listener.session;
    }

    String target() {
      return POLLING + "&sid=" + sid;
    }

    FakeExchange poll() {
      return request(FakeExchange.get(target()));
    }

    FakeExchange post(String body) {
      return request(FakeExchange.post(target(), body));
    }

    FakeExchange beginPost() {
      return request(FakeExchange.request("POST", target()));
    }

    FakeExchange upgradeRequest() {
      return request(FakeExchange.upgrade(WEBSOCKET + "&sid=" + sid));
    }

    FakeWebSocket attach() {
      return upgradeRequest().openWebSocket();
    }

    /** Attaches a WebSocket and switches to it. */
    FakeWebSocket upgrade() {
      FakeWebSocket webSocket = attach();
      webSocket.receive("2probe").receive("5");
      assertThat(webSocket.frames()).startsWith("3probe");
      webSocket.clearFrames();
      return webSocket;
    }

    void send(String text) {
      assertThat(session().send(List.of(EngineMessage.text(text)))).isEqualTo(SendResult.QUEUED);
    }

    /** It ended once, for this reason, and left nothing behind. */
    void assertClosed(CloseReason reason) {
      assertThat(listener.closes).containsExactly(reason);
      assertEmpty();
      FakeExchange later = poll();
      assertThat(later.status()).isEqualTo(400);
      assertThat(later.responseText()).contains("\"code\":1");
    }
  }

  FakeExchange request(FakeExchange exchange) {
    engine.onRequest(exchange);
    return exchange;
  }

  PollingClient openPolling() {
    FakeExchange handshake = request(FakeExchange.get(POLLING));
    assertThat(handshake.status()).isEqualTo(200);
    return new PollingClient(sidOf(handshake.responseText()));
  }

  FakeWebSocket openWebSocket() {
    return request(FakeExchange.upgrade(WEBSOCKET)).openWebSocket();
  }

  RecordingListener listenerOf(FakeWebSocket webSocket) {
    return listeners.get(sidOf(webSocket.frames().get(0)));
  }

  static String sidOf(String openPacket) {
    assertThat(openPacket).startsWith("0{");
    return new Gson().fromJson(openPacket.substring(1), JsonObject.class).get("sid").getAsString();
  }

  static List<EngineMessage> unit(String... texts) {
    return Arrays.stream(texts).map(EngineMessage::text).toList();
  }

  static String digit(EnginePacket.Type type) {
    return String.valueOf(Arrays.asList(EnginePacket.Type.values()).indexOf(type));
  }

  /** No session, no seat, no timer. */
  void assertEmpty() {
    assertThat(engine.sessionCount()).as("sessions").isZero();
    assertThat(engine.seatsTaken()).as("seats").isZero();
    assertThat(engine.hostsSeated()).as("hosts").isZero();
    assertThat(engine.hostsWatched()).as("hosts watched").isZero();
    assertThat(engine.requestsInUserCode()).as("requests in user code").isZero();
    assertThat(timers.pending()).as("timers").isZero();
  }
}
