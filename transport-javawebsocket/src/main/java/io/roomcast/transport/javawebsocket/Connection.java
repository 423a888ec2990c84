package io.roomcast.transport.javawebsocket;

import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.TransportException;
import io.roomcast.spi.transport.wire.FlushList;
import io.roomcast.spi.transport.wire.Pace;
import io.roomcast.spi.transport.wire.WebSocketEndpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One TCP connection: queues, deadline and end of life. What the bytes mean is the business of its
 * {@link Protocol}.
 *
 * <p>States, in this order only:
 *
 * <ol>
 *   <li>{@code OPEN}: the protocol is served;
 *   <li>{@code DRAINING}: what is queued is written, input is dropped;
 *   <li>{@code LINGERING}: our half is closed, input is dropped until the peer closes, so that a
 *       reset cannot overtake our last bytes;
 *   <li>{@code CLOSED}.
 * </ol>
 *
 * <p>Everything here runs on the event loop, except where a method says otherwise. Writing happens
 * there and nowhere else; the selector is asked for writability only when the socket is full.
 */
final class Connection implements WebSocketEndpoint.Link<ByteBuffer> {
  private static final Logger log = LoggerFactory.getLogger(Connection.class);
  private static final int WRITES_PER_TURN = 16;
  private static final int READS_PER_TURN = 64;
  private static final Duration LINGER = Duration.ofSeconds(2);

  private enum State {
    OPEN,
    DRAINING,
    LINGERING,
    CLOSED
  }

  private final EventLoop loop;
  private final SocketChannel channel;
  private final InetSocketAddress remote;
  private final Limits limits;
  private final HttpProtocol.Dispatch dispatch;
  private final Runnable whenClosed;
  private final InboundQueue in = new InboundQueue();
  private final OutboundQueue out;
  private final Pace pace;
  private final Wire wire;
  private final AtomicBoolean pumpScheduled = new AtomicBoolean();
  private final FlushList.Entry listing = new FlushList.Entry(this::flush);

  private volatile State state = State.OPEN;
  private Protocol protocol;
  private boolean lingers;
  private boolean peerEnded;
  private @Nullable Throwable peerFailure;
  private @Nullable SelectionKey readKey;
  private @Nullable SelectionKey writeKey;
  private boolean watchesWrite;
  private boolean hasDeadline;
  private long deadline;

  Connection(
      EventLoop loop,
      SocketChannel channel,
      InetSocketAddress remote,
      Limits limits,
      HttpProtocol.Dispatch dispatch,
      Function<Connection, Wire> wiring,
      Runnable whenClosed) {
    this.loop = loop;
    this.channel = channel;
    this.remote = remote;
    this.limits = limits;
    this.dispatch = dispatch;
    this.whenClosed = whenClosed;
    this.pace = new Pace(limits);
    this.out = new OutboundQueue(limits.lowWaterMark(), limits.highWaterMark());
    this.protocol = new HttpProtocol(this, dispatch);
    this.wire = wiring.apply(this);
  }

  @Override
  public EventLoop loop() {
    return loop;
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return remote;
  }

  Limits limits() {
    return limits;
  }

  /** Tells the core that one of them struck. */
  @Override
  public void limitReached(String option) {
    dispatch.limitReached(option);
  }

  @Override
  public OutboundQueue out() {
    return out;
  }

  SocketChannel channel() {
    return channel;
  }

  /** The key with which the library reads. */
  @Nullable SelectionKey readKey() {
    return readKey;
  }

  /** Whether what travels on it is encrypted. */
  @Override
  public boolean isSecure() {
    return wire.isSecure();
  }

  /** Whether the protocol is still served. */
  @Override
  public boolean isOpen() {
    return state == State.OPEN;
  }

  /** Begins: the library reads from now on. */
  void open(LibraryServer library) {
    loop.add(this);
    expireAfter(limits.headTimeout());
    try {
      SelectionKey key = library.register(this);
      readKey = key;
      in.attach(key);
    } catch (IOException | RuntimeException e) {
      close(e);
    }
  }

  // ---- input ----

  /** Hands over what the library read. On the library's worker. */
  void received(ByteBuffer chunk) {
    in.add(chunk);
    schedulePump();
  }

  /** The library saw the end of the stream, after everything that it read. On its threads. */
  void peerEnded(@Nullable Throwable failure) {
    loop.execute(
        () -> {
          peerEnded = true;
          peerFailure = failure;
          pump();
        });
  }

  /** The peer has said, in what was read so far, that nothing more comes. */
  void peerClosed() {
    peerEnded = true;
  }

  /** Consumes soon. Any thread. */
  void schedulePump() {
    if (pumpScheduled.compareAndSet(false, true)) {
      loop.execute(this::scheduledPump);
    }
  }

  private void scheduledPump() {
    pumpScheduled.set(false);
    pump();
  }

  @Override
  public void inNextTurn(Runnable task) {
    loop.inNextTurn(task);
  }

  /** Consumes what is parked, as far as the protocol wants it. */
  @Override
  public void pump() {
    try {
      wire.resume();
      ByteBuffer chunk = in.peek();
      for (int i = 0; chunk != null && state != State.CLOSED; i++) {
        int length = chunk.remaining();
        if (state != State.OPEN) {
          chunk.position(chunk.limit());
        } else if (!wire.wantsInput()) {
          break;
        } else if (i < READS_PER_TURN) {
          wire.input(chunk);
        } else {
          if (pumpScheduled.compareAndSet(false, true)) {
            inNextTurn(this::scheduledPump);
          }
          return;
        }
        in.consumed(length - chunk.remaining());
        chunk = in.peek();
      }
      if (peerEnded) {
        onPeerEnd();
      }
    } catch (Throwable t) {
      fail(t);
    }
  }

  private void onPeerEnd() {
    switch (state) {
      case OPEN -> {
        if (protocol.endsAtOnce() || wire.endsAtOnce()) {
          close(endCause());
        } else if (in.isEmpty() && wire.parkedBytes() == 0) {
          if (peerFailure == null && out.bytes() > 0 && protocol instanceof HttpProtocol) {
            finish(false); // the peer may have closed its half only and still read
          } else {
            close(endCause());
          }
        }
      }
      case DRAINING -> {
        if (peerFailure != null) {
          close(peerFailure);
        }
      }
      case LINGERING -> close(null);
      case CLOSED -> {}
    }
  }

  private @Nullable Throwable endCause() {
    return peerFailure == null ? wire.truncation() : peerFailure;
  }

  /** How much has arrived that nobody wanted yet. */
  int parkedBytes() {
    return in.bytes() + wire.parkedBytes();
  }

  /** Stops or resumes reading at the core's wish. Any thread. */
  @Override
  public void hold(boolean on) {
    in.hold(on);
  }

  // ---- output ----

  /** Writes soon. Any thread. */
  @Override
  public void scheduleFlush() {
    loop.flushes().add(listing);
  }

  /** Writes now what the socket takes. */
  void flush() {
    try {
      for (int i = 0; i < WRITES_PER_TURN; i++) {
        if (state != State.OPEN && state != State.DRAINING) {
          return;
        }
        switch (wire.write()) {
          case MORE -> {}
          case FULL -> {
            watchWrite(true);
            return;
          }
          case DONE -> {
            watchWrite(false);
            if (state != State.DRAINING || !wire.endOutput()) {
              onDrained();
              return;
            }
          }
        }
      }
      scheduleFlush(); // others on this loop have their turn first
    } catch (IOException e) {
      close(e);
    } catch (Throwable t) {
      fail(t);
    }
  }

  /**
   * Something has been written.
   *
   * @param count how many bytes of the queue are through with that; may be 0 inside TLS
   */
  void onWritten(int count) {
    List<CompletableFuture<Void>> completed = new ArrayList<>(0);
    boolean writableAgain = out.take(count, completed);
    completed.forEach(written -> written.complete(null));
    boolean all = out.bytes() == 0;
    if (pace.keptBy(count, all) && (state == State.OPEN || state == State.DRAINING)) {
      protocol.wrote(all);
    }
    if (writableAgain && state == State.OPEN) {
      protocol.writable();
    }
  }

  private void onDrained() throws IOException {
    if (state != State.DRAINING) {
      return;
    }
    if (!lingers || peerEnded) {
      close(null);
      return;
    }
    channel.shutdownOutput();
    state = State.LINGERING;
    expireAfter(LINGER.compareTo(limits.closeTimeout()) < 0 ? LINGER : limits.closeTimeout());
    protocol.outputEnded();
  }

  private void watchWrite(boolean on) throws IOException {
    if (on == watchesWrite || state == State.CLOSED) {
      return;
    }
    watchesWrite = on;
    if (writeKey == null) {
      writeKey = loop.register(channel, SelectionKey.OP_WRITE, this::flush);
    } else {
      loop.watch(writeKey, on ? SelectionKey.OP_WRITE : 0);
    }
  }

  // ---- deadlines ----

  /** Sets the deadline in place of the one before. */
  @Override
  public void expireAfter(Duration timeout) {
    hasDeadline = true;
    deadline = System.nanoTime() + nanos(timeout);
  }

  /** A duration in nanoseconds, cut to what can be added to the clock and compared. */
  static long nanos(Duration duration) {
    return Math.min(TimeUnit.NANOSECONDS.convert(duration), Long.MAX_VALUE / 4);
  }

  /** Clears the deadline. */
  @Override
  public void expireNever() {
    hasDeadline = false;
  }

  boolean isExpired(long now) {
    return hasDeadline && now - deadline >= 0;
  }

  /** Acts on the deadline. */
  void expire() {
    hasDeadline = false;
    try {
      switch (state) {
        case OPEN -> protocol.expired();
        case DRAINING -> {
          limitReached("closeTimeout");
          close(new TransportException(this + " did not take its last bytes in time"));
        }
        case LINGERING, CLOSED -> close(null);
      }
    } catch (Throwable t) {
      fail(t);
    }
  }

  // ---- end ----

  /** What is spoken now. */
  Protocol protocol() {
    return protocol;
  }

  /** Serves another protocol from now on. */
  void speak(Protocol next) {
    protocol = next;
  }

  /** The server stops. */
  void shutdown() {
    if (state == State.OPEN) {
      try {
        protocol.shutdown();
        flush();
      } catch (Throwable t) {
        fail(t);
      }
    }
  }

  /**
   * Writes what is queued and closes.
   *
   * @param linger whether the peer may still be sending what we shall not read
   */
  @Override
  public void finish(boolean linger) {
    if (state == State.OPEN) {
      state = State.DRAINING;
      lingers = linger;
      out.seal();
      in.hold(false);
      expireAfter(limits.closeTimeout());
      scheduleFlush();
    }
  }

  /** Ends the connection because of an error in our own code. */
  void fail(Throwable error) {
    log.error("{} closed after an error", this, error);
    close(error);
  }

  /** Ends the connection now. */
  @Override
  public void close(@Nullable Throwable cause) {
    if (state == State.CLOSED) {
      return;
    }
    state = State.CLOSED;
    hasDeadline = false;
    wire.lastWords(cause == null && out.bytes() == 0);
    wire.closed();
    try {
      channel.close();
    } catch (IOException e) {
      log.debug("closing {}", this, e);
    }
    in.close();
    loop.remove(this);
    try {
      TransportException lost = null;
      for (CompletableFuture<Void> written : out.close()) {
        if (lost == null) {
          lost = ended(cause);
        }
        written.completeExceptionally(lost);
      }
      protocol.ended(cause);
    } finally {
      whenClosed.run();
    }
  }

  /** The failure of what the end of this connection has made impossible. */
  @Override
  public TransportException ended(@Nullable Throwable cause) {
    String message = this + " has ended";
    return cause == null
        ? new TransportException(message)
        : new TransportException(message + ": " + cause.getMessage(), cause);
  }

  @Override
  public String toString() {
    return "connection from " + remote;
  }
}
