package io.roomcast.testkit;

import io.roomcast.spi.transport.OutboundMessage;
import io.roomcast.spi.transport.TransportException;
import io.roomcast.spi.transport.WebSocketConnection;
import io.roomcast.spi.transport.WebSocketListener;
import io.roomcast.testkit.peer.PeerFrame;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The server's end of a WebSocket. Any thread may queue, under a lock that is held for a few
 * instructions; the loop takes from the queue and calls the listener without the lock.
 */
final class InMemoryWebSocket implements WebSocketConnection {
  private static final Object ENCODING = new Object();
  private static final int MAX_REASON_BYTES = 123;

  private final InMemoryConnection connection;
  private final InMemoryPeerWebSocket client;
  private final WebSocketListener listener;

  private final Object lock = new Object();
  private final Deque<Outgoing> queue = new ArrayDeque<>();
  private State state = State.OPEN;
  private boolean writable = true;
  private long queuedBytes;
  private boolean flushing;

  // confined to the loop
  private final Deque<InMemoryInbound> held = new ArrayDeque<>();
  private boolean over;

  private volatile boolean readable = true;

  private enum State {
    OPEN,
    CLOSING,
    CLOSED
  }

  /** A frame, made once per message and shared, and its size on a wire. */
  private record Outgoing(PeerFrame frame, int length) {
    static Outgoing of(OutboundMessage message) {
      ByteBuffer payload = message.payload();
      byte[] bytes = new byte[payload.remaining()];
      payload.get(bytes);
      PeerFrame frame =
          message.isText()
              ? new PeerFrame.Text(new String(bytes, StandardCharsets.UTF_8))
              : new PeerFrame.Binary(bytes);
      int head = bytes.length < 126 ? 2 : bytes.length < 65536 ? 4 : 10;
      return new Outgoing(frame, head + bytes.length);
    }
  }

  InMemoryWebSocket(
      InMemoryConnection connection, InMemoryPeerWebSocket client, WebSocketListener listener) {
    this.connection = connection;
    this.client = client;
    this.listener = listener;
  }

  @Override
  public void send(OutboundMessage message) {
    Outgoing outgoing = message.encoded(ENCODING, Outgoing::of);
    synchronized (lock) {
      if (state == State.OPEN) {
        enqueue(outgoing);
        if (queuedBytes >= connection.limits().highWaterMark()) {
          writable = false;
        }
      }
    }
  }

  @Override
  public boolean isWritable() {
    synchronized (lock) {
      return writable && state == State.OPEN;
    }
  }

  @Override
  public long queuedBytes() {
    synchronized (lock) {
      return queuedBytes;
    }
  }

  @Override
  public void readable(boolean on) {
    readable = on; // at once, for a call from within a callback
    connection.loop().execute(this::handleHeld);
  }

  @Override
  public void close(int code, String reason) {
    if (!isSendable(code)) {
      throw new IllegalArgumentException("no close frame may carry the code " + code);
    }
    synchronized (lock) {
      if (state != State.OPEN) {
        return;
      }
      state = State.CLOSING;
      String sent = code == 1005 ? "" : cut(reason);
      enqueue(new Outgoing(new PeerFrame.Close(code, sent), 4));
    }
    connection
        .loop()
        .execute(
            () -> {
              handleHeld(); // the client's answer may be among it
              connection.expect(
                  connection.limits().closeTimeout(),
                  () -> {
                    connection.limitReached("closeTimeout");
                    connection.end(new TransportException("the close took too long"));
                  });
            });
  }

  @Override
  public void terminate() {
    shut();
    connection.loop().execute(() -> connection.end(null));
  }

  private boolean isClosing() {
    synchronized (lock) {
      return state != State.OPEN;
    }
  }

  private void enqueue(Outgoing outgoing) {
    queue.add(outgoing);
    queuedBytes += outgoing.length;
    if (!flushing) {
      flushing = true;
      connection.loop().execute(this::flush);
    }
  }

  private void shut() {
    synchronized (lock) {
      state = State.CLOSED;
      writable = false;
      queue.clear();
      queuedBytes = 0;
    }
  }

  // --- on the loop ---

  void open() {
    InMemoryLoop.contained(() -> listener.onOpen(this));
  }

  /** Gives the client what is queued, as long as it reads. */
  void flush() {
    while (true) {
      Outgoing outgoing;
      synchronized (lock) {
        flushing = connection.reading() && !queue.isEmpty();
        if (!flushing) {
          return;
        }
        outgoing = queue.element();
      }
      if (!connection.depart(outgoing.length, () -> arrived(outgoing), () -> {})) {
        return;
      }
    }
  }

  private void arrived(Outgoing outgoing) {
    if (!dequeue(outgoing)) {
      return; // it was terminated meanwhile
    }
    client.deliver(outgoing.frame);
    if (taken(outgoing)) {
      InMemoryLoop.contained(listener::onWritable);
    }
    if (outgoing.frame instanceof PeerFrame.Close close) {
      connection.send(new InMemoryInbound.Close(close.code(), close.reason())); // the answer
    }
  }

  @SuppressWarnings("ReferenceEquality") // the same message may be queued twice
  private boolean dequeue(Outgoing outgoing) {
    synchronized (lock) {
      boolean first = queue.peek() == outgoing;
      if (first) {
        queue.remove();
      }
      return first;
    }
  }

  private boolean taken(Outgoing outgoing) {
    synchronized (lock) {
      queuedBytes = Math.max(0, queuedBytes - outgoing.length);
      boolean again =
          state == State.OPEN && !writable && queuedBytes <= connection.limits().lowWaterMark();
      writable |= again;
      return again;
    }
  }

  void receive(InMemoryInbound frame) {
    if (!over) {
      held.add(frame);
      handleHeld();
    }
  }

  private void handleHeld() {
    while (!over && !held.isEmpty() && (readable || isClosing())) {
      handle(held.remove());
    }
  }

  private void handle(InMemoryInbound frame) {
    if (frame instanceof InMemoryInbound.Message message) {
      handle(message);
    } else if (frame instanceof InMemoryInbound.Close close) {
      if (!isClosing()) {
        flush();
        client.deliver(new PeerFrame.Close(close.code(), close.reason()));
      }
      closed(close.code(), close.reason(), null);
      connection.end(null);
    }
  }

  private void handle(InMemoryInbound.Message message) {
    if (message.fragments().size() > connection.limits().maxFragments()) {
      connection.limitReached("maxFragments");
      violated(1008, "too many fragments");
    } else if (message.length() > connection.limits().maxMessageBytes()) {
      connection.limitReached("maxMessageBytes");
      violated(1009, "message too big");
    } else if (message.text()) {
      String text;
      try {
        text =
            StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(message.payload()))
                .toString();
      } catch (CharacterCodingException malformed) {
        violated(1007, "not UTF-8");
        return;
      }
      InMemoryLoop.contained(() -> listener.onText(text));
    } else {
      ByteBuffer bytes = ByteBuffer.wrap(message.payload());
      InMemoryLoop.contained(() -> listener.onBinary(bytes));
    }
  }

  private void violated(int code, String reason) {
    client.deliver(new PeerFrame.Close(code, reason));
    closed(code, reason, new TransportException("the client broke the protocol: " + reason));
    connection.end(null);
  }

  /** The connection has ended, for whatever cause. */
  void ended(@Nullable Throwable cause) {
    closed(1006, "", cause);
    client.ended();
  }

  private void closed(int code, String reason, @Nullable Throwable cause) {
    if (over) {
      return;
    }
    over = true;
    held.clear();
    shut();
    InMemoryLoop.contained(() -> listener.onClosed(code, reason, cause));
  }

  /** Whether a code may be asked for (RFC 6455, section 7.4); 1005 stands for none. */
  private static boolean isSendable(int code) {
    boolean ofTheProtocol = code >= 1000 && code <= 1014 && code != 1004 && code != 1006;
    return ofTheProtocol || (code >= 3000 && code <= 4999);
  }

  /** Cuts a reason to what a close frame can carry, between characters. */
  private static String cut(String reason) {
    int end = reason.length();
    while (reason.substring(0, end).getBytes(StandardCharsets.UTF_8).length > MAX_REASON_BYTES) {
      end = reason.offsetByCodePoints(end, -1);
    }
    return reason.substring(0, end);
  }
}
