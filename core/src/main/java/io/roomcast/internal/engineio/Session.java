package io.roomcast.internal.engineio;

import io.roomcast.engineio.CloseReason;
import io.roomcast.engineio.EngineOptions;
import io.roomcast.engineio.EnginePacket;
import io.roomcast.engineio.HandshakeRequest;
import io.roomcast.engineio.ProtocolRevision;
import io.roomcast.engineio.Registration;
import io.roomcast.engineio.SendResult;
import io.roomcast.engineio.TransportName;
import io.roomcast.internal.concurrent.Strand;
import io.roomcast.internal.concurrent.Timers;
import io.roomcast.internal.engineio.SessionState.Closed;
import io.roomcast.internal.engineio.SessionState.Closing;
import io.roomcast.internal.engineio.SessionState.OnPolling;
import io.roomcast.internal.engineio.SessionState.OnWebSocket;
import io.roomcast.internal.engineio.SessionState.Opening;
import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.TransportException;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

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
        WebSocketSide.Events,
        Outbox.Events,
        Heartbeat.Events {
  private static final EngineMessage PING = EngineMessage.raw("2");
  private static final EngineMessage PONG = EngineMessage.raw("3");

  private final String id;
  private final HandshakeRequest request;
  private final Dialect dialect;
  private final SessionScope scope;
  private final Strand strand = new Strand(this::broken);
  private final WebSocketSide webSockets;
  private final Outbox outbox;
  private final Heartbeat heartbeat;
  private final ReadSwitch reading;
  private final SessionNews news;
  private SessionListener listener = SilentListener.INSTANCE;
  private volatile SessionState state;

  Session(String id, HandshakeRequest request, Dialect dialect, SessionScope scope) {
    this.id = id;
    this.request = request;
    this.dialect = dialect;
    this.scope = scope;
    this.news = new SessionNews(scope.hits());
    EngineOptions options = scope.options();
    Timers timers = scope.timers();
    this.webSockets = new WebSocketSide(strand, timers, options.upgradeTimeout(), dialect, this);
    this.outbox = new Outbox(strand, options, this);
    this.heartbeat = dialect.heartbeat(timers, strand, options, this);
    this.reading = new ReadSwitch(strand, heartbeat, this::state);
    this.state = new Opening(request.transport(), webSockets.firstChannel(request));
  }

  // ---- opening

  /**
   * Answers the request that opens the session: the open packet, or a 101 after which it follows.
   * Where the session was discarded before, {@code tooLate} is to answer.
   */
  void open(Exchange exchange, Headers headers, Runnable tooLate) {
    strand.execute(
        () -> {
          SessionState now = state;
          WebSocketChannel channel = now.channel();
          if (!(now instanceof Opening)) {
            tooLate.run();
          } else if (channel != null) {
            webSockets.open(exchange, headers, channel);
          } else {
            PayloadFormat format = dialect.payloads(request.query());
            PollingTransport polling =
                new PollingTransport(
                    strand, scope.pollAnswers(), format, outbox.highWaterMark(), this);
            state = new OnPolling(polling);
            polling.open(exchange, headers, firstPackets());
            begin();
          }
        });
  }

  @Override
  public void opened(WebSocketChannel channel) {
    state = new OnWebSocket(channel);
    channel.send(firstPackets());
    begin();
  }

  private List<EngineMessage> firstPackets() {
    return OpenPacket.andGreeting(id, request.transport(), scope.options());
  }

  private void begin() {
    heartbeat.start();
    listener = scope.acceptor().onSession(this);
  }

  // ---- requests of the session

  /** A GET. */
  void poll(Exchange exchange) {
    request(exchange, PollingTransport::poll);
  }

  /** A POST. */
  void post(Exchange exchange) {
    request(exchange, PollingTransport::post);
  }

  private void request(Exchange exchange, BiConsumer<PollingTransport, Exchange> how) {
    strand.execute(
        () -> {
          PollingTransport polling = state.polling();
          if (polling == null) {
            refuse(exchange);
          } else {
            how.accept(polling, exchange);
          }
        });
  }

  /** A WebSocket that is to take over. Whether it may is decided once it is open (EIO-57). */
  void attach(Exchange exchange, Query query) {
    strand.execute(
        () -> {
          if (state instanceof Closed) {
            refuse(exchange);
          } else {
            webSockets.attach(exchange, query);
          }
        });
  }

  /** The session moved on between the check of a request and now. */
  private void refuse(Exchange exchange) {
    if (state instanceof OnWebSocket) {
      scope.refuseUpgraded(exchange);
    } else {
      scope.refuseUnknown(exchange, id);
    }
  }

  // ---- from the client

  @Override
  public void pollArrived() {
    if (state instanceof Closing closing) {
      List<EngineMessage> last = outbox.takeAll();
      if (last.isEmpty()) {
        closing.polling().writeNoopAndClose();
        finish(CloseReason.FORCED_CLOSE, null);
      } else { // official clients forget what they have not handed on when a close comes with it
        closing.polling().write(last);
      }
    } else {
      outbox.flush();
      webSockets.pollArrived();
    }
  }

  @Override
  public void received(InboundPacket packet) {
    if (state.outlet() == null) {
      return;
    }
    news.received(packet);
    heartbeat.received(packet.type());
    if (packet instanceof InboundPacket.Binary binary) {
      listener.onBinary(binary.data());
    } else if (packet instanceof InboundPacket.Text text
        && text.type() == EnginePacket.Type.MESSAGE) {
      listener.onText(text.data());
    } else if (packet.type() == EnginePacket.Type.CLOSE) {
      closedByClient();
    }
  }

  @Override
  public void closedByClient(InboundPacket close, boolean polled) {
    if (!polled) {
      scope.crossedPolls().expect(id, dialect.payloads(request.query()));
    }
    news.received(close);
    closedByClient();
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
    return reading.isOn();
  }

  @Override
  public void readable(boolean on) {
    reading.turn(on);
  }

  // ---- to the client

  @Override
  public SendResult send(List<EngineMessage> unit, SendMode mode, Placement placement) {
    return outbox.send(unit, mode, placement);
  }

  @Override
  public SendResult hold(
      List<EngineMessage> unit,
      SendMode mode,
      Placement placement,
      long heldBytes,
      int heldPackets) {
    return outbox.hold(unit, mode, placement, heldBytes, heldPackets);
  }

  @Override
  public void sendHeld(List<EngineMessage> unit, SendMode mode, Placement placement) {
    outbox.sendHeld(unit, mode, placement);
  }

  @Override
  public boolean idle() {
    return outbox.isIdle();
  }

  @Override
  public boolean writable() {
    return outbox.isWritable();
  }

  @Override
  public long queuedBytes() {
    return outbox.queuedBytes();
  }

  @Override
  public void flush() {
    outbox.flush();
  }

  @Override
  public @Nullable Outlet outlet() {
    return state.outlet();
  }

  @Override
  public void accepted(List<EngineMessage> unit) {
    news.accepted(unit);
  }

  @Override
  public void drained() {
    news.drained();
  }

  @Override
  public void writableAgain() {
    news.writable();
  }

  @Override
  public void overflow(String option, TransportException what) {
    if (state.outlet() == null) {
      return; // it has begun to close meanwhile, and takes nothing that could be too much
    }
    limitReached(option);
    if (state instanceof OnWebSocket onWebSocket) {
      onWebSocket.channel().terminate(); // a close frame would wait behind what is queued
    }
    finish(CloseReason.TOO_SLOW, what);
  }

  @Override
  public void ping() {
    listener.onPing(outbox.isHandedOver()); // first: polling may write at once
    outbox.sendFirst(PING); // EIO-63
  }

  @Override
  public void answered() {
    listener.onPong();
    news.beat();
  }

  @Override
  public void pinged() {
    outbox.answerFirst(PONG);
    news.beat();
  }

  @Override
  public void missed() {
    finish(CloseReason.PING_TIMEOUT, null);
  }

  @Override
  public void upgrading() {
    news.publish(new SessionEvent.Upgrading(TransportName.WEBSOCKET));
  }

  @Override
  public void upgraded(WebSocketChannel channel) {
    news.publish(new SessionEvent.Upgraded(TransportName.WEBSOCKET));
    heartbeat.transportChanged();
    reading.moved(channel);
    outbox.flush();
  }

  @Override
  public void limitReached(String option) {
    scope.hits().hit(option);
  }

  @Override
  public void upgradedToClose(WebSocketChannel channel) {
    closeAfterBuffer(channel);
  }

  // ---- the end

  @Override
  public void close() {
    strand.execute(this::beginClosing);
  }

  private void beginClosing() {
    SessionState now = state;
    PollingTransport polling = now.polling();
    if (now instanceof OnWebSocket onWebSocket) {
      closeAfterBuffer(onWebSocket.channel());
    } else if (now instanceof Opening) {
      finish(CloseReason.FORCED_CLOSE, null);
    } else if (now.outlet() != null && polling != null) {
      if (polling.isWritable()) {
        finish(CloseReason.FORCED_CLOSE, null); // nothing is queued while a poll waits
      } else {
        heartbeat.stop();
        Timers.Timeout giveUp =
            scope.timers().schedule(scope.options().pollingCloseTimeout(), this::discard);
        state = new Closing(polling, now.upgrade(), giveUp);
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
          try {
            finish(CloseReason.FORCED_CLOSE, null);
          } finally {
            done.run();
          }
        });
  }

  /** Something is wrong with ourselves; the client cannot be served any more. */
  @Override
  public void broken(Throwable failure) {
    scope.log().sessionBroken(failure);
    failed("internal failure", failure);
  }

  private void finish(CloseReason reason, @Nullable Throwable cause) {
    SessionState last = state;
    if (last instanceof Closed) {
      return;
    }
    state = new Closed(last.transport());
    try {
      heartbeat.stop();
      outbox.clear();
      last.release();
    } finally { // a transport may fail, but those above are told
      // what was begun by us ends as such, however the client takes it
      CloseReason seen = last instanceof Closing ? CloseReason.FORCED_CLOSE : reason;
      news.ended(new SessionEvent.Ended(seen, Optional.ofNullable(cause)));
      tellListener(seen, cause);
      scope.ended().accept(this); // last, so that who finds no session knows its listener was told
    }
  }

  private void tellListener(CloseReason reason, @Nullable Throwable cause) {
    SessionListener told = listener;
    listener = SilentListener.INSTANCE;
    try {
      told.onClosed(reason, cause);
    } catch (Throwable failure) { // an Error, too: whoever waits for the end must not wait forever
      scope.log().listenerFailed(failure);
    }
  }

  // ---- what the application hears

  @Override
  public Registration listen(SessionEvents.Entry<?> listener) {
    return news.listen(listener);
  }

  @Override
  public void forgetListeners(Object owner) {
    news.forget(owner);
  }

  // ---- what it is

  @Override
  public SessionState state() {
    return state;
  }

  @Override
  public void enter(SessionState next) {
    state = next;
  }

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
  public ProtocolRevision revision() {
    return dialect.revision();
  }

  @Override
  public boolean open() {
    return state.outlet() != null;
  }

  @Override
  public String toString() {
    return "session on " + transport().wireName(); // without its id, which is a secret
  }
}
