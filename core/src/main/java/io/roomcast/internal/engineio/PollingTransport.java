package io.roomcast.internal.engineio;

import io.roomcast.engineio.EnginePacket;
import io.roomcast.internal.concurrent.Strand;
import io.roomcast.spi.transport.BodyTooLargeException;
import io.roomcast.spi.transport.Burst;
import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The long-polling side of one session: at most one GET that waits for packets, and at most one
 * POST that brings some. Confined to the session's strand; only how much it takes may be asked from
 * elsewhere.
 */
final class PollingTransport implements Outlet {
  private static final List<EngineMessage> CLOSE = List.of(EngineMessage.raw("1"));
  private static final List<EngineMessage> NOOP = List.of(EngineMessage.raw("6"));
  private static final List<EngineMessage> NOOP_AND_CLOSE = List.of(NOOP.get(0), CLOSE.get(0));

  /** What the session hears of it, inside the strand. */
  interface Events {
    /** A poll is waiting: {@link #write} may be called. */
    void pollArrived();

    void received(InboundPacket packet);

    /** The client sent a close packet; {@code polled} says whether a poll of it was waiting. */
    void closedByClient(InboundPacket close, boolean polled);

    void malformed(MalformedPacketException mistake);

    /** The client misused the transport, or went away in the middle of a request. */
    void failed(String what, @Nullable Throwable cause);

    /** An answer did not reach the client; {@code data} says whether packets went with it. */
    void lost(boolean data, Throwable cause);

    /** The client has taken so much of what it was answered that there is room for more. */
    void flush();

    /** Whether packets may be handed over now. */
    boolean readable();
  }

  /** A POST that is not answered yet. */
  private static final class Post {
    private final Exchange exchange;
    private @Nullable InboundPayload packets; // null until the body is there
    private boolean processed;

    private Post(Exchange exchange) {
      this.exchange = exchange;
    }
  }

  private final Strand strand;
  private final PollAnswers answers;
  private final PayloadFormat format;
  private final int measure;
  private final Events events;
  private volatile @Nullable Exchange poll;
  private @Nullable Post post;
  private volatile long unwrittenBytes;

  /** From {@code measure} bytes on it has no room for more, until the client has taken some. */
  PollingTransport(
      Strand strand, PollAnswers answers, PayloadFormat format, int measure, Events events) {
    this.strand = strand;
    this.answers = answers;
    this.format = format;
    this.measure = measure;
    this.events = events;
  }

  // ---- from the server to the client

  /** Answers the GET that opened the session. */
  void open(Exchange handshake, Headers headers, List<EngineMessage> packets) {
    answer(handshake, headers, packets, true);
  }

  /** A GET of an open session (EIO-33, EIO-35). */
  void poll(Exchange exchange) {
    if (poll != null) {
      Answers.empty(exchange, 400);
      events.failed("overlap from client: a poll came while another one was pending", null);
      return;
    }
    poll = exchange;
    exchange.onAbort(() -> strand.execute(() -> pollAborted(exchange)));
    events.pollArrived();
  }

  private void pollAborted(Exchange exchange) {
    if (poll == exchange) {
      poll = null;
      Answers.empty(exchange, 400); // nobody reads it, but every exchange is answered
      events.failed("poll connection closed prematurely", null);
    }
  }

  /** Whether a poll is waiting (EIO-71). */
  boolean isWritable() {
    return poll != null;
  }

  @Override
  public boolean isIdle() {
    return isWritable();
  }

  @Override
  public boolean offer(List<EngineMessage> unit) {
    if (!isWritable()) {
      return false;
    }
    write(unit);
    return true;
  }

  @Override
  public void drain(WriteBuffer buffer) {
    if (isWritable() && !buffer.isEmpty()) {
      write(buffer.takeAll());
    }
  }

  @Override
  public void sendFirst(EngineMessage packet, WriteBuffer buffer) {
    buffer.addFirst(List.of(packet));
    drain(buffer);
  }

  /** Answers the waiting poll with packets. */
  void write(List<EngineMessage> packets) {
    answerPoll(packets, Headers.none(), true);
  }

  /** Answers the waiting poll with a noop packet. */
  void writeNoop() {
    answerPoll(NOOP, Headers.none(), false);
  }

  /** Answers the waiting poll with a close packet. */
  void writeClose() {
    answerPoll(CLOSE, answers.ofLast(), false);
  }

  /**
   * As above, where the client could take a lone close for the answer to its first poll (EIO-44).
   */
  void writeNoopAndClose() {
    answerPoll(NOOP_AND_CLOSE, answers.ofLast(), false);
  }

  private void answerPoll(List<EngineMessage> packets, Headers headers, boolean data) {
    Exchange waiting = poll;
    if (waiting != null) {
      poll = null;
      answer(waiting, headers, packets, data);
    }
  }

  private void answer(
      Exchange exchange, Headers headers, List<EngineMessage> packets, boolean data) {
    OutboundPayload payload = format.encode(packets);
    int length = payload.length();
    unwritten(length);
    Headers all = format.headers(packets).plus(headers);
    CompletionStage<Void> written =
        answers.send(exchange, all, payload, EngineMessage.mayBeCompressed(packets));
    var unused =
        written.whenComplete(
            (nothing, failure) -> strand.execute(() -> answered(length, data, failure)));
  }

  private void answered(int length, boolean data, @Nullable Throwable failure) {
    boolean hadRoom = hasRoom();
    unwritten(-length);
    if (failure != null) {
      events.lost(data, failure);
    } else if (!hadRoom && hasRoom()) {
      events.flush();
    }
  }

  /** Only the strand counts. */
  private void unwritten(int more) {
    long now = unwrittenBytes + more;
    unwrittenBytes = now;
  }

  /** Bytes in answers that the client has not taken yet. */
  @Override
  public long bytesInside() {
    return unwrittenBytes;
  }

  @Override
  public boolean hasRoom() {
    return unwrittenBytes < measure;
  }

  // ---- from the client to the server

  /** A POST of an open session (EIO-36 to EIO-41). */
  void post(Exchange exchange) {
    if (post != null) {
      Answers.empty(exchange, 400);
      events.failed("data request overlap from client", null);
      return;
    }
    boolean binary = isBinary(exchange);
    if (binary && !format.takesBinary()) {
      Answers.empty(exchange, 400);
      events.failed("invalid content: application/octet-stream", null);
      return;
    }
    Post now = new Post(exchange);
    post = now;
    exchange.onAbort(() -> strand.execute(() -> postFailed(now, null)));
    var unused =
        exchange
            .body()
            .whenComplete(
                (body, failure) ->
                    inOneGo(
                        () -> {
                          if (failure == null) {
                            now.packets = format.decode(body, binary);
                            goOn(now);
                          } else {
                            postFailed(now, failure);
                          }
                        }));
  }

  /** A body may have brought several packets. */
  private void inOneGo(Runnable task) {
    Burst burst = Burst.beginReading();
    try {
      strand.execute(task);
    } finally {
      burst.end();
    }
  }

  private static boolean isBinary(Exchange exchange) {
    return exchange
        .headers()
        .first("Content-Type")
        .map(type -> type.strip().toLowerCase(Locale.ROOT))
        .filter(type -> type.startsWith("application/octet-stream"))
        .isPresent();
  }

  private void postFailed(Post failed, @Nullable Throwable failure) {
    if (post != failed) {
      return; // answered before, or cut
    }
    post = null;
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof BodyTooLargeException) {
      Answers.empty(failed.exchange, 413); // the session lives on (EIO-39)
    } else {
      Answers.empty(failed.exchange, 400);
      events.failed("data request connection closed prematurely", cause);
    }
  }

  /** Goes on with a POST that was held back, where the client's packets are wanted again. */
  void resume() {
    Post waiting = post;
    if (waiting != null) {
      goOn(waiting);
    }
  }

  /**
   * Hands packets over as long as they are wanted: one POST may bring very many, so it does not
   * pass as a whole. It is answered when all of them were taken in; since there is no other one
   * until then, whichever thread is at work in the strand has so much to do as with one message of
   * a WebSocket that is as large as may be.
   */
  private void goOn(Post now) {
    InboundPayload packets = now.packets;
    if (packets == null) {
      return;
    }
    try {
      while (isWanted(now) && packets.hasNext()) { // the session may end or pause at any packet
        handOver(now, packets.next());
      }
    } catch (MalformedPacketException mistake) {
      events.malformed(mistake);
      return;
    }
    if (isWanted(now)) {
      post = null;
      Answers.ok(now.exchange);
    } else {
      now.processed |= !packets.hasNext();
    }
  }

  private boolean isWanted(Post now) {
    return post == now && events.readable();
  }

  private void handOver(Post now, InboundPacket packet) {
    if (packet instanceof InboundPacket.Text text && text.type() == EnginePacket.Type.CLOSE) {
      now.processed = true; // what follows in the payload is dropped (EIO-41)
      boolean polled = isWritable();
      writeNoop();
      events.closedByClient(text, polled);
    } else {
      events.received(packet);
    }
  }

  // ---- the end

  /**
   * Answers whatever is pending: the poll with a close packet, a POST with {@code ok} if all its
   * packets were taken in, else with 400.
   */
  void release() {
    writeClose();
    Post cut = post;
    if (cut != null) {
      post = null;
      if (cut.processed) {
        Answers.ok(cut.exchange);
      } else {
        Answers.empty(cut.exchange, 400);
      }
    }
  }
}
