package io.roomcast.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.TransportException;
import io.roomcast.spi.transport.wire.Callbacks;
import io.roomcast.spi.transport.wire.FlushList;
import io.roomcast.spi.transport.wire.Pace;
import io.roomcast.spi.transport.wire.WebSocketEndpoint;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: its states, its queue and its end. Its {@link Intake} reads, and what the bytes
 * mean is the business of its {@link Protocol}.
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
 * <p>Everything here runs on the event loop, except where a method says otherwise.
 */
final class Connection implements WebSocketEndpoint.Link<Chunk> {
  private static final Logger log = LoggerFactory.getLogger(Connection.class);
  private static final Duration LINGER = Duration.ofSeconds(2);

  private enum State {
    OPEN,
    DRAINING,
    LINGERING,
    CLOSED
  }

  private final ChannelHandlerContext context;
  private final Loop loop;
  private final InetSocketAddress remote;
  private final Service service;
  private final Limits limits;
  private final Runnable whenClosed;
  private final OutboundQueue out;
  private final Pace pace;
  private final Intake intake;
  private final Deadline deadline;
  private final FlushList.Entry listing = new FlushList.Entry(this::flush);
  private final ChannelFutureListener whenTaken = this::taken;

  private volatile State state = State.OPEN;
  private Protocol protocol;
  private boolean lingers;
  private boolean outputEnding;

  private Connection(
      ChannelHandlerContext entrance,
      Loop loop,
      InetSocketAddress remote,
      Service service,
      Runnable whenClosed) {
    this.loop = loop;
    this.remote = remote;
    this.service = service;
    this.limits = service.limits();
    this.whenClosed = whenClosed;
    this.intake = new Intake(this, new ReadSwitch(entrance.channel()));
    this.deadline = new Deadline(loop, this::expired);
    this.pace = new Pace(limits);
    this.out = new OutboundQueue(limits.lowWaterMark(), limits.highWaterMark(), loop);
    HttpProtocol http = new HttpProtocol(this, service);
    this.protocol = http;
    entrance
        .pipeline()
        .addAfter(entrance.name(), null, intake)
        .addAfter(entrance.name(), null, http.decoder());
    this.context = entrance.pipeline().context(intake);
  }

  /**
   * Takes a channel over, whose entrance is removed afterwards.
   *
   * @param whenClosed called when the channel is closed and the listener has been told
   */
  static void open(
      ChannelHandlerContext entrance,
      Loop loop,
      InetSocketAddress remote,
      Service service,
      Runnable whenClosed) {
    Connection connection = new Connection(entrance, loop, remote, service, whenClosed);
    loop.add(connection);
    connection.deadline.after(connection.limits.headTimeout());
    Channel channel = entrance.channel();
    // else Netty closes the connection of a peer that has said all it wants and waits for answers
    boolean unused = channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    channel.config().setAutoRead(true);
  }

  @Override
  public Loop loop() {
    return loop;
  }

  ChannelHandlerContext context() {
    return context;
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return remote;
  }

  /** Whether there is TLS. It may come later than we do, where a server name chooses it. */
  @Override
  public boolean isSecure() {
    return tls() != null;
  }

  @Nullable SslHandler tls() {
    return context.pipeline().get(SslHandler.class);
  }

  Limits limits() {
    return limits;
  }

  /** Tells the core that one of them struck. */
  @Override
  public void limitReached(String option) {
    service.limitReached(option);
  }

  @Override
  public OutboundQueue out() {
    return out;
  }

  /** Whether the protocol is still served. */
  @Override
  public boolean isOpen() {
    return state == State.OPEN;
  }

  // ---- input ----

  Intake intake() {
    return intake;
  }

  /** What the channel has read, or what its decoder made of it. */
  void input(Object message) {
    if (state != State.OPEN) {
      ReferenceCountUtil.release(message);
    } else if (protocol instanceof HttpProtocol http && message instanceof HttpObject object) {
      http.input(object);
    } else if (protocol instanceof WebSocketProtocol ws && message instanceof ByteBuf bytes) {
      ws.input(bytes);
      intake.balance();
    } else {
      ReferenceCountUtil.release(message);
      throw new IllegalStateException("not what was expected: " + message.getClass());
    }
  }

  /** Consumes what is parked, as far as the protocol wants it. */
  @Override
  public void pump() {
    try {
      if (state == State.OPEN) {
        protocol.pump();
      }
      intake.balance();
      if (intake.peerEnded()) {
        onPeerEnd();
      }
    } catch (Throwable t) {
      fail(t);
    }
  }

  @Override
  public void inNextTurn(Runnable task) {
    loop.inNextTurn(task);
  }

  private void onPeerEnd() {
    switch (state) {
      case OPEN -> {
        if (protocol.endsAtOnce()) {
          close(intake.breakage());
        } else if (protocol.parkedBytes() == 0) {
          if (intake.peerFailure() == null && out.bytes() > 0 && protocol.outlivesInput()) {
            finish(false);
          } else {
            close(intake.breakage());
          }
        }
      }
      case DRAINING -> {
        if (intake.peerFailure() != null) {
          close(intake.peerFailure());
        }
      }
      case LINGERING -> close(null);
      case CLOSED -> {}
    }
  }

  // ---- output ----

  /** Writes soon. Any thread. */
  @Override
  public void scheduleFlush() {
    loop.flushes().add(listing);
  }

  /** Writes now what the system takes. */
  void flush() {
    try {
      if (state != State.OPEN && state != State.DRAINING) {
        return;
      }
      if (out.inFlight() == 0) {
        if (out.write(context, whenTaken)) {
          context.flush();
        } else {
          onDrained();
        }
      }
    } catch (Throwable t) {
      fail(t);
    }
  }

  private void taken(ChannelFuture batch) {
    if (state == State.CLOSED) {
      return;
    }
    if (!batch.isSuccess()) {
      close(batch.cause());
      return;
    }
    List<CompletableFuture<Void>> completed = new ArrayList<>(0);
    int count = out.inFlight();
    boolean writableAgain = out.taken(completed);
    boolean all = out.bytes() == 0;
    if (pace.keptBy(count, all) && (state == State.OPEN || state == State.DRAINING)) {
      protocol.wrote(all);
    }
    if (writableAgain && state == State.OPEN) {
      protocol.writable(); // before a WebSocket opens, which is one of the things that follow
    }
    for (CompletableFuture<Void> written : completed) {
      Callbacks.tell("what follows an answer", this, () -> written.complete(null));
    }
    flush();
  }

  private void onDrained() {
    if (state != State.DRAINING || outputEnding) {
      return;
    }
    outputEnding = true;
    SslHandler tls = tls();
    if (tls == null) {
      endOutput();
    } else {
      ChannelFuture unused =
          tls.closeOutbound().addListener(notified -> loop.execute(this::endOutput));
    }
  }

  private void endOutput() {
    if (state != State.DRAINING) {
      return;
    }
    if (!lingers || intake.peerEnded() || !(context.channel() instanceof DuplexChannel channel)) {
      close(null);
      return;
    }
    ChannelFuture unused = channel.shutdownOutput();
    state = State.LINGERING;
    deadline.after(LINGER.compareTo(limits.closeTimeout()) < 0 ? LINGER : limits.closeTimeout());
    protocol.outputEnded();
  }

  /** Whether the channel is read no more, for the sake of a WebSocket. */
  @Override
  public void hold(boolean on) {
    intake.hold(on);
  }

  // ---- the deadline ----

  /** What is to come until then; if it does not, {@link Protocol#expired} is called, or it ends. */
  @Override
  public void expireAfter(Duration time) {
    deadline.after(time);
  }

  @Override
  public void expireNever() {
    deadline.clear();
  }

  /** Whether there is such a time, or was and it is over. */
  boolean expires() {
    return deadline.isOver(Long.MAX_VALUE / 2);
  }

  private void expired() {
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
      protocol.drop();
      intake.balance();
      deadline.after(limits.closeTimeout());
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
    deadline.clear();
    loop.remove(this);
    ChannelFuture closed = closeChannel(cause == null && out.bytes() == 0);
    try {
      protocol.drop();
      TransportException lost = null;
      for (CompletableFuture<Void> written : out.close()) {
        TransportException why = lost == null ? ended(cause) : lost;
        lost = why;
        Callbacks.tell("what follows an answer", this, () -> written.completeExceptionally(why));
      }
      protocol.ended(cause);
    } finally {
      ChannelFuture unused = closed.addListener(gone -> whenClosed.run());
    }
  }

  /** Past TLS, whose farewell could wait for a peer that does not read; it is said if it can be. */
  private ChannelFuture closeChannel(boolean inPeace) {
    SslHandler tls = tls();
    ChannelHandlerContext wire = context.pipeline().context(SslHandler.class);
    if (tls == null || wire == null) {
      return context.close();
    }
    if (inPeace && tls.handshakeFuture().isSuccess()) {
      ChannelFuture unused = tls.closeOutbound();
    }
    return wire.close();
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
