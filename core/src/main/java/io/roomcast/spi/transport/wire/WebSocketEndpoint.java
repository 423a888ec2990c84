package io.roomcast.spi.transport.wire;

import io.roomcast.spi.transport.Burst;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.OutboundMessage;
import io.roomcast.spi.transport.TransportException;
import io.roomcast.spi.transport.WebSocketConnection;
import io.roomcast.spi.transport.WebSocketListener;
import io.roomcast.spi.transport.deflate.DeflateExtension;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's end of one WebSocket (RFC 6455, sections 5 to 7), for a transport whose connections
 * each belong to one event loop. The {@link WebSocketConnection} half only queues, so any thread
 * may call it; everything else, and every call of the listener, is on the event loop. A transport
 * extends it by the way in which it keeps input that is not wanted yet.
 *
 * <pre>{@code
 * void serve(
 *     WebSocketEndpoint.Link<byte[]> line, Frames<byte[]> frames, WebSocketListener listener) {
 *   var webSocket = new WebSocketEndpoint<>(line, frames, limits, listener, null);
 *   webSocket.open(); // the 101 is queued
 *   webSocket.decode(input); // as often as something comes
 *   webSocket.ended(null); // the connection is closed
 * }
 * }</pre>
 *
 * @param <F> a frame, as the transport keeps it
 */
public class WebSocketEndpoint<F> implements WebSocketConnection {
  /**
   * What has to be written to the connection, in order. Any thread calls.
   *
   * @param <F> a frame, as the transport keeps it
   */
  public interface Queue<F> {
    /**
     * Appends a frame.
     *
     * @param frame perhaps shared with other connections
     * @return false if the queue takes no more
     */
    boolean add(F frame);

    /**
     * Appends the last frame that the queue takes.
     *
     * @param frame of this connection alone
     * @return false if it took no more already
     */
    boolean addLast(F frame);

    /** Takes nothing more; what is queued stays. */
    void seal();

    /**
     * Whether it is below its high-water mark, or has fallen to the lower one, and takes more.
     *
     * @return true if so
     */
    boolean isWritable();

    /**
     * What the operating system has not taken yet.
     *
     * @return bytes
     */
    long bytes();
  }

  /**
   * The connection. Called on its event loop, where a method does not say otherwise.
   *
   * @param <F> a frame, as the transport keeps it
   */
  public interface Link<F> extends HttpExchange.Link {
    /**
     * Any thread asks.
     *
     * @return what is to be written
     */
    Queue<F> out();

    /** Lets what is queued be written soon. Any thread calls. */
    void scheduleFlush();

    /**
     * Whether it is neither closed nor about to be.
     *
     * @return true if so
     */
    boolean isOpen();

    /**
     * Whether reading from the peer stops, as far as the transport can.
     *
     * @param on true to stop
     */
    void hold(boolean on);

    /** Hands over what was kept while it was not wanted, as far as it is wanted now. */
    void pump();

    /**
     * Runs a task on the event loop, after the other connections there have had their turn: what is
     * ready to be read or written now, and what is due, comes first.
     *
     * @param task goes on with what has been interrupted for their sake
     */
    void inNextTurn(Runnable task);

    /**
     * Sets the time after which {@link WebSocketEndpoint#expired} is called.
     *
     * @param time in place of the one before
     */
    void expireAfter(Duration time);

    /** There is no such time any more. */
    void expireNever();

    /**
     * A limit struck.
     *
     * @param option its name
     */
    void limitReached(String option);

    /**
     * Writes what is queued and closes.
     *
     * @param linger whether the peer may still be sending what will not be read
     */
    void finish(boolean linger);

    /**
     * Ends the connection now.
     *
     * @param cause null for an end in peace
     */
    void close(@Nullable Throwable cause);
  }

  private enum State {
    /** The listener knows of nothing yet. */
    OPENING,
    OPEN,
    /** Our close frame is queued; the peer's is awaited, its messages are dropped. */
    CLOSE_SENT,
    /** Nothing is expected of the peer any more. */
    ENDING,
    /** The listener has been told. */
    ENDED
  }

  private static final Logger log = LoggerFactory.getLogger(WebSocketEndpoint.class);

  private final Link<F> link;
  private final Queue<F> out;
  private final Frames<F> frames;
  private final Limits limits;
  private final WebSocketListener listener;
  private final FrameDecoder decoder;

  /** Null where messages are not compressed. */
  private final @Nullable DeflateExtension deflate;

  /**
   * What is compressed in a row must be queued in that row, so with the server's context takeover
   * {@link #send} waits while another thread compresses one message for this connection. Nothing
   * else takes this lock: no end of the connection and no shared frame waits.
   */
  private final Object compressing = new Object();

  private final Turn turn = new Turn();
  private final Pongs pongs;
  private volatile boolean held;
  private State state = State.OPENING;

  /** The system has taken the 101; until then the deadline is for that. */
  private boolean switched = true;

  /** What of the decoder's is being waited for; 0 if nothing is. */
  private long awaited;

  private boolean closeWritten;
  private int closeCode = CloseCodes.ABNORMAL;
  private String closeReason = "";

  /** Why we close; null where the peer did, or we do in peace. */
  private @Nullable ProtocolViolation violation;

  /**
   * One that nobody has been told of.
   *
   * @param link the connection
   * @param frames the transport's
   * @param limits what is kept to
   * @param listener hears of everything once it is open, and of the end in any case
   * @param deflate null where messages are not compressed; closed with the end
   */
  public WebSocketEndpoint(
      Link<F> link,
      Frames<F> frames,
      Limits limits,
      WebSocketListener listener,
      @Nullable DeflateExtension deflate) {
    this.link = link;
    this.out = link.out();
    this.frames = frames;
    this.limits = limits;
    this.listener = listener;
    this.deflate = deflate;
    this.pongs = new Pongs(limits.highWaterMark(), this::pong);
    this.decoder =
        new FrameDecoder(limits.maxMessageBytes(), limits.maxFragments(), deflate, new Arrivals());
  }

  /**
   * The 101 is queued, and has as much time to be taken as a close frame. To be called before
   * {@link #open}, unless it was taken before.
   *
   * @param taken completed on the event loop
   */
  public final void awaitSwitch(CompletableFuture<Void> taken) {
    switched = false;
    link.expireAfter(limits.closeTimeout());
    CompletableFuture<Void> unused = taken.thenRun(this::switched);
  }

  private void switched() {
    switched = true;
    if (state == State.OPENING || state == State.OPEN) {
      link.expireNever();
      watchMessage();
    }
  }

  /** Tells the listener that the connection is open. */
  public final void open() {
    state = State.OPEN;
    tell(() -> listener.onOpen(this));
  }

  // ---- for the core, any thread ----

  @Override
  public final void send(OutboundMessage message) {
    if (enqueue(message)) {
      link.scheduleFlush();
      if (!out.isWritable()) { // whoever goes on sending is to find room
        Burst.releaseNow();
      }
    }
  }

  private boolean enqueue(OutboundMessage message) {
    if (deflate == null || !deflate.compresses(message)) {
      return out.add(frames.of(message));
    }
    if (deflate.isShared()) {
      return out.add(frames.sharedCompressed(message, deflate));
    }
    synchronized (compressing) {
      return out.add(frames.compressed(message, deflate));
    }
  }

  @Override
  public final boolean isWritable() {
    return out.isWritable();
  }

  @Override
  public final long queuedBytes() {
    return out.bytes();
  }

  @Override
  public final void readable(boolean on) {
    if (held != on) {
      return; // as it is, so that saying it again costs nothing
    }
    held = !on; // at once, for a call from within a callback
    link.loop()
        .execute(
            () -> {
              if (state == State.OPEN) {
                link.hold(held);
                link.pump();
                watchMessage();
              }
            });
  }

  @Override
  public final void close(int code, String reason) {
    if (out.addLast(frames.close(code, reason))) {
      link.loop().execute(this::closeQueued);
      link.scheduleFlush();
    }
  }

  @Override
  public final void terminate() {
    out.seal();
    link.loop().execute(() -> link.close(null));
  }

  // ---- input ----

  /**
   * Whether input is to be handed over now; what comes else is to be kept.
   *
   * @return true if so
   */
  public final boolean wantsInput() {
    return !turn.isOver() && (!held || state != State.OPEN);
  }

  /**
   * Takes what was read, as far as it is wanted.
   *
   * @param bytes may have a rest when {@link #wantsInput} has become false, or the connection has
   *     ended
   */
  public final void decode(ByteBuffer bytes) {
    Burst burst = Burst.beginReading();
    try {
      while (bytes.hasRemaining() && link.isOpen() && wantsInput()) {
        if (turn.endsWith(decoder.decode(bytes))) {
          link.inNextTurn(this::goOn);
        }
      }
      watchMessage();
    } catch (ProtocolViolation e) {
      violated(e);
    } finally {
      burst.end();
    }
  }

  private void goOn() {
    turn.beginAnew();
    if (state != State.ENDED) {
      link.pump();
    }
  }

  private void violated(ProtocolViolation e) {
    log.debug("{} closed with {}: {}", link, e.code(), e.reason());
    e.limit().ifPresent(link::limitReached);
    if (state == State.OPEN) {
      out.addLast(frames.close(e.code(), e.reason()));
    }
    end(e.code(), e.reason(), e);
  }

  /** Gives the rest of what has come in part its time, which does not run while nobody reads. */
  private void watchMessage() {
    if (state != State.OPEN || !switched) {
      return;
    }
    long unfinished = held ? 0 : decoder.unfinished();
    if (unfinished != awaited) {
      awaited = unfinished;
      if (unfinished == 0) {
        link.expireNever();
      } else {
        link.expireAfter(limits.messageTimeout());
      }
    }
  }

  /** What the frames of the peer come to. */
  private final class Arrivals implements FrameDecoder.Sink {
    @Override
    public void text(String text) {
      if (state == State.OPEN) {
        tell(() -> listener.onText(text));
      }
    }

    @Override
    public void binary(ByteBuffer bytes) {
      if (state == State.OPEN) {
        tell(() -> listener.onBinary(bytes));
      }
    }

    @Override
    public void ping(ByteBuffer payload) {
      pongs.answer(payload, out.isWritable());
    }

    /** The peer's close frame: answers it, or ends what we have begun. */
    @Override
    public void closed(int code, String reason) {
      out.addLast(frames.close(code, ""));
      end(code, reason, null);
    }
  }

  private void end(int code, String reason, @Nullable ProtocolViolation why) {
    if (state == State.OPEN || state == State.CLOSE_SENT) {
      state = State.ENDING;
      closeCode = code;
      closeReason = reason;
      violation = why;
      link.finish(why != null);
    }
  }

  private void closeQueued() {
    if (state == State.OPEN) {
      state = State.CLOSE_SENT;
      link.hold(false);
      link.expireAfter(limits.closeTimeout());
      link.pump();
    }
  }

  // ---- events of the connection ----

  /**
   * The operating system has taken output.
   *
   * @param all whether nothing is queued any more
   */
  public final void wrote(boolean all) {
    if (all) {
      pongs.drained();
    }
    if (state == State.CLOSE_SENT) {
      if (all && !closeWritten) {
        closeWritten = true;
        link.expireAfter(limits.closeTimeout());
      }
    } else if (!switched && link.isOpen()) {
      link.expireAfter(limits.closeTimeout()); // slow, but reading
    }
  }

  /** The queue has fallen to its low-water mark. */
  public final void writable() {
    pongs.catchUp();
    if (state == State.OPEN) {
      tell(listener::onWritable);
    }
  }

  private void pong(ByteBuffer ping) {
    out.add(frames.pong(ping));
    link.scheduleFlush();
  }

  /** The time that was set is over. */
  public final void expired() {
    if (state == State.OPEN && switched) {
      violated(ProtocolViolation.unfinishedMessage());
      return;
    }
    link.limitReached("closeTimeout");
    link.close(
        new TransportException(
            state == State.CLOSE_SENT
                ? link + " did not answer the close frame"
                : link + " did not take the answer to its handshake in time"));
  }

  /** The server stops: ends as soon as what is queued is through. */
  public final void shutdown() {
    if (out.addLast(frames.close(CloseCodes.GOING_AWAY, ""))) {
      link.scheduleFlush();
      closeQueued();
    }
  }

  /**
   * The connection is closed, or nothing can be said on it any more. Does nothing the second time.
   *
   * @param cause null if it was in peace
   */
  public final void ended(@Nullable Throwable cause) {
    if (state != State.ENDED) {
      // what breaks after a close was agreed on changes nothing about why
      Throwable why = state == State.ENDING ? violation : cause;
      state = State.ENDED;
      if (deflate != null) {
        deflate.close();
      }
      tell(() -> listener.onClosed(closeCode, closeReason, why));
    }
  }

  private void tell(Runnable call) {
    Callbacks.tell("a WebSocket listener", link, call);
  }
}
