package io.roomcast.internal.socketio;

import io.roomcast.engineio.CloseReason;
import io.roomcast.engineio.HandshakeRequest;
import io.roomcast.engineio.ProtocolRevision;
import io.roomcast.engineio.Registration;
import io.roomcast.engineio.SendResult;
import io.roomcast.engineio.TransportName;
import io.roomcast.internal.concurrent.LimitHits;
import io.roomcast.internal.engineio.EngineMessage;
import io.roomcast.internal.engineio.EngineSession;
import io.roomcast.internal.engineio.Placement;
import io.roomcast.internal.engineio.SendMode;
import io.roomcast.internal.engineio.SessionAcceptor;
import io.roomcast.internal.engineio.SessionEvents;
import io.roomcast.internal.engineio.SessionListener;
import io.roomcast.spi.transport.Headers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A session as the engine would make it: calls of its listener are serial, what is sent is kept as
 * Socket.IO text, and a closed session takes nothing more.
 */
final class FakeSession implements EngineSession {
  private static final InetSocketAddress REMOTE =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711);

  private final List<List<EngineMessage>> units = new CopyOnWriteArrayList<>();
  private final Queue<Runnable> calls = new ConcurrentLinkedQueue<>();
  private final AtomicInteger pendingCalls = new AtomicInteger();
  private final ProtocolRevision revision;
  private final HandshakeRequest request;
  private final SessionListener listener;
  final List<Boolean> readable = new CopyOnWriteArrayList<>();
  final SessionEvents events = new SessionEvents(new LimitHits());
  volatile TransportName transport = TransportName.WEBSOCKET;
  volatile boolean writable = true;

  /** Too much waits for the client. */
  volatile boolean full;

  /** So many packets may wait for what is told first. */
  volatile int mayHold = Integer.MAX_VALUE;

  volatile boolean closing;
  volatile boolean ended;

  /** Happens when something is handed over, before it has been taken. */
  volatile Runnable beforeSend = () -> {};

  FakeSession(SessionAcceptor acceptor) {
    this(acceptor, ProtocolRevision.V4);
  }

  FakeSession(SessionAcceptor acceptor, ProtocolRevision revision) {
    this.revision = revision;
    this.request =
        new HandshakeRequest(
            "/socket.io/",
            Map.of("EIO", Integer.toString(revision.number()), "room", "lobby"),
            Headers.of("User-Agent", "test"),
            REMOTE,
            false,
            TransportName.POLLING,
            Instant.EPOCH);
    this.listener = acceptor.onSession(this);
  }

  /** What a client gets that is not let in. */
  static String refused(String namespace, String message) {
    return "4" + namespace + ",{\"message\":\"" + message + "\"}";
  }

  // ---- the client's side

  /** The client sends these, each a text message. */
  FakeSession text(String... packets) {
    for (String packet : packets) {
      call(() -> listener.onText(packet));
    }
    return this;
  }

  FakeSession binary(byte... bytes) {
    call(() -> listener.onBinary(ByteBuffer.wrap(bytes)));
    return this;
  }

  /** A ping, and its answer. */
  void beat() {
    call(() -> listener.onPing(true));
    call(listener::onPong);
  }

  /** The connection ends, as the engine would tell it. */
  void end(CloseReason reason) {
    end(reason, null);
  }

  void end(CloseReason reason, Throwable cause) {
    synchronized (units) {
      closing = true;
    }
    call(
        () -> {
          if (!ended) {
            ended = true;
            listener.onClosed(reason, cause);
          }
        });
  }

  /** Whether the client, one of Socket.IO 3 or 4, was told that it is in a namespace. */
  boolean isIn(String namespace) {
    return received().stream().anyMatch(text -> text.startsWith("0" + namespace + ",{"));
  }

  /** What the client was sent, in order; a binary message by its size. */
  List<String> received() {
    List<String> texts = new ArrayList<>();
    for (List<EngineMessage> unit : units) {
      for (EngineMessage message : unit) {
        String text = message.toString();
        texts.add(text.startsWith("4") ? text.substring(1) : text);
      }
    }
    return texts;
  }

  /** The units as they were handed over, to see that they are shared. */
  List<List<EngineMessage>> units() {
    return units;
  }

  /** The public id of the socket of a namespace, as its last CONNECT told it. */
  String socketId(String namespace) {
    String prefix = "0" + (namespace.equals("/") ? "" : namespace + ",") + "{\"sid\":\"";
    return received().stream()
        .filter(text -> text.startsWith(prefix))
        .reduce((first, last) -> last)
        .map(text -> text.substring(prefix.length(), text.length() - 2))
        .orElseThrow();
  }

  /** Runs the listener's calls one at a time, whoever makes them, also from inside of one. */
  private void call(Runnable call) {
    calls.add(call);
    work();
  }

  private void work() {
    if (pendingCalls.getAndIncrement() == 0) {
      do {
        calls.remove().run();
      } while (pendingCalls.decrementAndGet() != 0);
    }
  }

  // ---- the server's side

  @Override
  public String id() {
    return "secret-session-id";
  }

  @Override
  public HandshakeRequest request() {
    return request;
  }

  @Override
  public TransportName transport() {
    return transport;
  }

  @Override
  public SendResult send(List<EngineMessage> unit, SendMode mode, Placement placement) {
    if (mode == SendMode.VOLATILE && !writable) {
      return SendResult.DROPPED;
    }
    beforeSend.run();
    if (full && !closing) {
      if (mode != SendMode.RELIABLE) {
        return mode == SendMode.REFUSABLE ? SendResult.FULL : SendResult.DROPPED;
      }
      end(CloseReason.TOO_SLOW);
    }
    SendResult result;
    synchronized (units) { // placements are told in the order of the units
      result = closing ? SendResult.CLOSED : SendResult.QUEUED;
      if (!closing) {
        units.add(unit);
      }
      calls.add(closing ? placement::lost : placement::taken);
    }
    work();
    return result;
  }

  /** So much may wait elsewhere. */
  @Override
  public SendResult hold(
      List<EngineMessage> unit,
      SendMode mode,
      Placement placement,
      long heldBytes,
      int heldPackets) {
    if (!closing) {
      if (heldPackets < mayHold) {
        return SendResult.QUEUED;
      } else if (mode == SendMode.REFUSABLE) {
        return SendResult.FULL;
      }
      end(CloseReason.TOO_SLOW);
    }
    call(placement::lost);
    return SendResult.CLOSED;
  }

  @Override
  public void sendHeld(List<EngineMessage> unit, SendMode mode, Placement placement) {
    var unused = send(unit, SendMode.RELIABLE, placement);
  }

  @Override
  public boolean idle() {
    return writable;
  }

  @Override
  public boolean writable() {
    return writable && !full;
  }

  @Override
  public long queuedBytes() {
    return 0;
  }

  /** Ends at once, except on polling without a poll, where it waits for one. */
  @Override
  public void close() {
    synchronized (units) {
      closing = true;
    }
    if (transport == TransportName.WEBSOCKET || writable) {
      end(CloseReason.FORCED_CLOSE);
    }
  }

  @Override
  public void discard() {
    end(CloseReason.FORCED_CLOSE);
  }

  @Override
  public ProtocolRevision revision() {
    return revision;
  }

  @Override
  public boolean open() {
    return !closing;
  }

  @Override
  public Registration listen(SessionEvents.Entry<?> listener) {
    return events.add(listener);
  }

  @Override
  public void forgetListeners(Object owner) {
    events.forget(owner);
  }

  @Override
  public void readable(boolean on) {
    readable.add(on);
  }
}
