package io.roomcast.internal.engineio;

import io.roomcast.engineio.CloseReason;
import io.roomcast.engineio.HandshakeRequest;
import io.roomcast.engineio.TransportName;
import io.roomcast.internal.concurrent.Strand;
import io.roomcast.internal.concurrent.Timers;
import io.roomcast.internal.engineio.SessionState.Closed;
import io.roomcast.internal.engineio.SessionState.Closing;
import io.roomcast.internal.engineio.SessionState.OnPolling;
import io.roomcast.internal.engineio.SessionState.OnWebSocket;
import io.roomcast.internal.engineio.SessionState.Opening;
import io.roomcast.internal.engineio.SessionState.Upgrading;
import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.TransportException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One session: a state machine whose every step is a task of its {@link Strand}. Requests, frames,
 * timers and callers from above all come in through the strand, so steps never overlap, see each
 * other's effects, and need no lock. {@link #state} alone decides what an event means; an event of
 * a transport that the state does not hold any more means nothing.
 *
 * <p>{@link #finish} is the only way into {@link Closed}. It happens once, and leaves no timer, no
 * unanswered request, no queued byte and no entry in an index behind.
 */
final class Session
    implements EngineSession,
        PollingTransport.Events,
        WebSocketChannel.Events,
        Outbox.Events,
        Heartbeat.Events {
  private static final Logger log = LoggerFactory.getLogger(Session.class);
  private static final EngineMessage PING = EngineMessage.raw("2");
  private static final EngineMessage CLOSE = EngineMessage.raw("1");
  private static final EngineMessage NOOP = EngineMessage.raw("6");

  private final String id;
  private final HandshakeRequest request;
  private final SessionScope scope;
  private final Strand strand = new Strand(this::broken);
  private final Outbox outbox;
  private final Heartbeat heartbeat;
  private SessionListener listener = SilentListener.INSTANCE;
  private volatile SessionState state;
  private volatile boolean readable = true;

  Session(String id, HandshakeRequest request, SessionScope scope) {
    this.id = id;
    this.request = request;
    this.scope = scope;
    Duration interval = scope.options().pingInterval();
    Duration timeout = scope.options().pingTimeout();
    this.outbox = new Outbox(strand, scope.options().maxQueuedBytes(), this);
    this.heartbeat = new Heartbeat(scope.timers(), strand, interval, timeout, this);
    this.state =
        request.transport() == TransportName.POLLING
            ? new Opening(TransportName.POLLING, Optional.empty())
            : new Opening(TransportName.WEBSOCKET, Optional.of(new WebSocketChannel(strand, this)));
  }

  // ---- opening

  /**
   * Answers the request that opens the session: the open packet, or a 101 after which it follows.
   * Where the session was discarded before, {@code tooLate} is to answer.
   */
  void open(Exchange exchange, Headers headers, Runnable tooLate) {
    strand.execute(
        () -> {
          if (!(state instanceof Opening opening)) {
            tooLate.run();
          } else if (opening.channel().isPresent()) {
            upgrade(exchange, headers, opening.channel().get());
          } else {
            PollingTransport polling = new PollingTransport(strand, this);
            state = new OnPolling(polling);
            polling.open(exchange, headers, openPacket().pollingForm());
            begin();
          }
        });
  }

  private void upgrade(Exchange exchange, Headers headers, WebSocketChannel channel) {
    try {
      exchange.upgrade(headers, channel);
    } catch (IllegalStateException answered) {
      closed(channel, 1006, answered);
    }
  }

  private EngineMessage openPacket() {
    return OpenPacket.of(id, request.transport(), scope.options());
  }

  private void begin() {
    heartbeat.start();
    listener = scope.acceptor().onSession(this);
  }

  // ---- requests of the session

  /** A GET. */
  void poll(Exchange exchange) {
    strand.execute(() -> onPolling(exchange, PollingTransport::poll));
  }

  /** A POST. */
  void post(Exchange exchange) {
    strand.execute(() -> onPolling(exchange, PollingTransport::post));
  }

  private void onPolling(Exchange exchange, BiConsumer<PollingTransport, Exchange> request) {
    PollingTransport polling = state.polling();
    if (polling == null) {
      refuse(exchange);
    } else {
      request.accept(polling, exchange);
    }
  }

  /** A WebSocket that is to take over. Whether it may is decided once it is open (EIO-57). */
  void attach(Exchange exchange) {
    WebSocketChannel newcomer = new WebSocketChannel(strand, this);
    strand.execute(
        () -> {
          if (state instanceof Closed) {
            refuse(exchange);
          } else {
            upgrade(exchange, Subprotocol.answerTo(exchange), newcomer);
          }
        });
  }

  /** The session moved on between the check of a request and now. */
  private void refuse(Exchange exchange) {
    Refusal refusal =
        state instanceof OnWebSocket
            ? Refusal.badRequest("TRANSPORT_MISMATCH", "previousTransport", "websocket")
            : Refusal.unknownSid();
    scope.refusals().refuse(exchange, refusal);
  }

  // ---- from the client, over polling

  @Override
  public void pollArrived() {
    SessionState now = state;
    if (now instanceof Closing closing) {
      // EIO-44: the client must not take a lone close for the answer to its first poll
      List<EngineMessage> last = outbox.takeAll();
      if (last.isEmpty()) {
        last.add(NOOP);
      }
      last.add(CLOSE);
      closing.polling().write(PayloadEncoder.encode(last));
      finish(CloseReason.FORCED_CLOSE, null);
    } else {
      outbox.flush();
      soonAnswerPollOf(now);
    }
  }

  private void soonAnswerPollOf(SessionState now) {
    if (now instanceof Upgrading upgrading && upgrading.polling().isWritable()) {
      Upgrade upgrade = upgrading.upgrade();
      upgrade.answerPollSoon(() -> answerPollOf(upgrade));
    }
  }

  private void answerPollOf(Upgrade upgrade) {
    if (state instanceof Upgrading now && now.upgrade() == upgrade) {
      now.polling().writeNoop();
    }
  }

  @Override
  public void received(InboundPacket packet) {
    if (state.outlet() == null) {
      return;
    }
    if (packet instanceof InboundPacket.Binary binary) {
      heartbeat.otherPacket();
      listener.onBinary(binary.data());
      return;
    }
    InboundPacket.Text text = (InboundPacket.Text) packet;
    switch (text.type()) {
      case MESSAGE -> {
        heartbeat.otherPacket();
        listener.onText(text.data());
      }
      case PONG -> heartbeat.pong();
      case CLOSE -> closedByClient();
      case PING -> failed("invalid heartbeat direction: a ping from the client", null);
      case OPEN, UPGRADE, NOOP -> heartbeat.otherPacket();
    }
  }

  @Override
  public void closedByClient() {
    finish(CloseReason.TRANSPORT_CLOSE, null);
  }

  @Override
  public void malformed(MalformedPacketException mistake) {
    finish(CloseReason.PARSE_ERROR, mistake);
  }

  @Override
  public void failed(String what, @Nullable Throwable cause) {
    finish(
        CloseReason.TRANSPORT_ERROR,
        cause == null ? new TransportException(what) : new TransportException(what, cause));
  }

  @Override
  public void lost(boolean data, Throwable cause) {
    if (data || !(state instanceof OnWebSocket)) {
      failed("the answer to a poll did not reach the client", cause);
    }
  }

  @Override
  public boolean readable() {
    return readable;
  }

  // ---- from the client, over WebSocket

  @Override
  public void opened(WebSocketChannel channel) {
    SessionState now = state;
    if (now instanceof Opening opening && opening.channel().orElse(null) == channel) {
      state = new OnWebSocket(channel);
      channel.send(openPacket());
      begin();
    } else if (now instanceof OnPolling onPolling) {
      state = new Upgrading(onPolling.polling(), upgradeTo(channel));
    } else {
      channel.close();
    }
  }

  private Upgrade upgradeTo(WebSocketChannel channel) {
    Duration limit = scope.options().upgradeTimeout();
    return new Upgrade(
        channel, scope.timers(), strand, limit, () -> abandonUpgrade(upgradeOf(channel)));
  }

  /** The upgrade in progress to this channel; null where there is none. */
  private @Nullable Upgrade upgradeOf(WebSocketChannel channel) {
    Upgrade upgrade = null;
    if (state instanceof Upgrading upgrading) {
      upgrade = upgrading.upgrade();
    } else if (state instanceof Closing closing) {
      upgrade = closing.upgrade().orElse(null);
    }
    return upgrade != null && upgrade.channel() == channel ? upgrade : null;
  }

  private boolean isInUse(WebSocketChannel channel) {
    return state instanceof OnWebSocket now && now.channel() == channel;
  }

  @Override
  public void received(WebSocketChannel channel, InboundPacket packet) {
    if (isInUse(channel)) {
      received(packet);
      return;
    }
    Upgrade upgrade = upgradeOf(channel);
    if (upgrade != null) {
      switch (upgrade.received(packet)) {
        case PROBED -> soonAnswerPollOf(state);
        case SWITCH -> switchTo(upgrade);
        case INVALID -> abandonUpgrade(upgrade);
      }
    }
  }

  @Override
  public void malformed(WebSocketChannel channel, MalformedPacketException mistake) {
    if (isInUse(channel)) {
      malformed(mistake);
    } else {
      abandonUpgrade(upgradeOf(channel));
    }
  }

  @Override
  public void writable(WebSocketChannel channel) {
    if (isInUse(channel)) {
      outbox.flush();
    }
  }

  @Override
  public void closed(WebSocketChannel channel, int code, @Nullable Throwable cause) {
    boolean mine = state instanceof Opening now && now.channel().orElse(null) == channel;
    if (!mine && !isInUse(channel)) {
      abandonUpgrade(upgradeOf(channel));
    } else if (cause != null || isViolation(code)) {
      failed(
          code == 1009
              ? "a message was larger than maxPayload"
              : "the WebSocket broke with code " + code,
          cause);
    } else {
      closedByClient();
    }
  }

  /** Codes with which a connection is closed for what the client did (EIO-48). */
  private static boolean isViolation(int code) {
    return code == 1002 || code == 1007 || code == 1008 || code == 1009;
  }

  private void abandonUpgrade(@Nullable Upgrade upgrade) {
    if (upgrade == null) {
      return;
    }
    upgrade.abandon();
    if (state instanceof Upgrading upgrading) {
      state = new OnPolling(upgrading.polling());
    } else if (state instanceof Closing closing) {
      state = new Closing(closing.polling(), Optional.empty(), closing.giveUp());
    }
  }

  /** What went out before has reached the client: it has stopped polling. */
  private void switchTo(Upgrade upgrade) {
    WebSocketChannel channel = upgrade.channel();
    PollingTransport polling = state.polling();
    boolean closing = state instanceof Closing;
    if (state instanceof Closing now) {
      now.giveUp().cancel();
    }
    upgrade.stop();
    state = new OnWebSocket(channel);
    if (polling != null) {
      polling.release();
    }
    if (closing) { // EIO-60
      closeAfterBuffer(channel);
      return;
    }
    heartbeat.transportChanged();
    if (!readable) {
      channel.readable(false);
    }
    outbox.flush();
  }

  // ---- to the client

  @Override
  public SendResult send(List<EngineMessage> unit) {
    return outbox.send(unit, false);
  }

  @Override
  public SendResult sendVolatile(List<EngineMessage> unit) {
    return outbox.send(unit, true);
  }

  @Override
  public boolean writable() {
    return outbox.isIdle();
  }

  @Override
  public @Nullable Outlet outlet() {
    return state.outlet();
  }

  @Override
  public void overflow(long bytes) {
    if (state instanceof OnWebSocket onWebSocket) {
      onWebSocket.channel().terminate(); // a close frame would wait behind what is queued
    }
    failed(
        "client does not read, or not fast enough: %d bytes wait for it, maxQueuedBytes is %d"
            .formatted(bytes, scope.options().maxQueuedBytes()),
        null);
  }

  @Override
  public void ping() {
    outbox.sendFirst(PING); // EIO-63
  }

  @Override
  public void noPong() {
    finish(CloseReason.PING_TIMEOUT, null);
  }

  @Override
  public void readable(boolean on) {
    readable = on; // at once, so that the POST that is being processed is not answered
    strand.execute(this::applyReadable);
  }

  private void applyReadable() {
    boolean on = readable;
    heartbeat.listening(on);
    if (state instanceof OnWebSocket onWebSocket) {
      onWebSocket.channel().readable(on);
    } else {
      PollingTransport polling = state.polling();
      if (polling != null) {
        polling.answerPost();
      }
    }
  }

  // ---- the end

  @Override
  public void close() {
    strand.execute(this::beginClosing);
  }

  private void beginClosing() {
    SessionState now = state;
    if (now instanceof OnWebSocket onWebSocket) {
      closeAfterBuffer(onWebSocket.channel());
    } else if (now instanceof Opening) {
      finish(CloseReason.FORCED_CLOSE, null);
    } else if (now.outlet() != null) {
      PollingTransport polling = state.polling();
      if (polling == null || polling.isWritable()) {
        finish(CloseReason.FORCED_CLOSE, null); // nothing is queued while a poll waits
      } else {
        heartbeat.stop();
        Upgrade upgrade = now instanceof Upgrading upgrading ? upgrading.upgrade() : null;
        Timers.Timeout giveUp =
            scope.timers().schedule(scope.options().pollingCloseTimeout(), this::discard);
        state = new Closing(polling, Optional.ofNullable(upgrade), giveUp);
      }
    }
  }

  /** The transport delivers what it was given, then closes; it bounds the time for both. */
  private void closeAfterBuffer(WebSocketChannel channel) {
    channel.send(outbox.takeAll());
    finish(CloseReason.FORCED_CLOSE, null);
  }

  @Override
  public void discard() {
    discard(() -> {});
  }

  /** As {@link #discard()}; {@code done} is called when the listener has been told. */
  void discard(Runnable done) {
    strand.execute(
        () -> {
          finish(CloseReason.FORCED_CLOSE, null);
          done.run();
        });
  }

  /** Something is wrong with ourselves; the client cannot be served any more. */
  @Override
  public void broken(Throwable failure) {
    log.error("A session ends because of an internal failure", failure);
    failed("internal failure", failure);
  }

  private void finish(CloseReason reason, @Nullable Throwable cause) {
    SessionState last = state;
    if (last instanceof Closed) {
      return;
    }
    PollingTransport polling = state.polling();
    state = new Closed(last.transport());
    heartbeat.stop();
    outbox.clear();
    scope.ended().accept(id);
    if (polling != null) {
      polling.release();
    }
    if (last instanceof Upgrading upgrading) {
      upgrading.upgrade().abandon();
    } else if (last instanceof OnWebSocket onWebSocket) {
      onWebSocket.channel().close();
    } else if (last instanceof Closing closing) {
      closing.giveUp().cancel();
      closing.upgrade().ifPresent(Upgrade::abandon);
    }
    // what was begun by us ends as such, however the client takes it
    tellListener(last instanceof Closing ? CloseReason.FORCED_CLOSE : reason, cause);
  }

  private void tellListener(CloseReason reason, @Nullable Throwable cause) {
    SessionListener told = listener;
    listener = SilentListener.INSTANCE;
    try {
      told.onClosed(reason, cause);
    } catch (RuntimeException failure) {
      log.error("The listener of a session failed at its end", failure);
    }
  }

  // ---- what it is

  /** Bytes that wait in the session itself; to be asked when nothing is going on. */
  long waitingBytes() {
    return outbox.waitingBytes();
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public HandshakeRequest request() {
    return request;
  }

  @Override
  public TransportName transport() {
    return state.transport();
  }

  @Override
  public String toString() {
    return "session on " + transport().wireName(); // without its id, which is a secret
  }
}
