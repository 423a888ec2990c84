package io.roomcast.transport.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.RequestHandler;
import io.roomcast.spi.transport.wire.AddressKey;
import io.roomcast.spi.transport.wire.Callbacks;
import io.roomcast.spi.transport.wire.Population;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The connections of one run, from start to stop, whoever accepts them. Thread-safe. */
final class Service {
  private final RequestHandler handler;
  private final Limits limits;
  private final Population population;
  private final long sweepMillis;
  private final Map<EventLoop, Loop> loops = new ConcurrentHashMap<>();
  private volatile boolean stopping;

  Service(RequestHandler handler, Limits limits) {
    this.handler = handler;
    this.limits = limits;
    this.population = new Population(limits, this::limitReached);
    this.sweepMillis = sweepMillis(limits);
  }

  private static long sweepMillis(Limits limits) {
    long shortest =
        Stream.of(
                limits.headTimeout(),
                limits.bodyTimeout(),
                limits.messageTimeout(),
                limits.idleTimeout(),
                limits.closeTimeout())
            .mapToLong(TimeUnit.MILLISECONDS::convert)
            .min()
            .getAsLong();
    return Math.max(5, Math.min(500, shortest / 8));
  }

  /** Where requests go. */
  RequestHandler handler() {
    return handler;
  }

  Limits limits() {
    return limits;
  }

  /** Tells the core that one of them struck. Any thread of the transport. */
  void limitReached(String option) {
    Callbacks.tell("the request handler", option, () -> handler.limitReached(option));
  }

  Population population() {
    return population;
  }

  boolean isStopping() {
    return stopping;
  }

  /** The loops that have had a connection. */
  Collection<Loop> loops() {
    return loops.values();
  }

  /**
   * Takes the channel over, or closes it where there is no place. On its event loop.
   *
   * @param prepared what is done first for those who have one; where it says no, they are closed
   */
  void admit(ChannelHandlerContext entrance, Predicate<ChannelHandlerContext> prepared) {
    Channel channel = entrance.channel();
    InetSocketAddress remote = remote(channel);
    AddressKey address = AddressKey.of(remote);
    // first the loop, then the question: whoever stops asks it the other way round
    Loop loop =
        loops.computeIfAbsent(channel.eventLoop(), executor -> new Loop(executor, sweepMillis));
    if (stopping || !population.admit(address)) {
      var unused = channel.close();
      return;
    }
    if (!prepared.test(entrance)) {
      var unused = channel.close().addListener(gone -> population.leave(address));
      return;
    }
    Connection.open(entrance, loop, remote, this, () -> population.leave(address));
  }

  private static InetSocketAddress remote(Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress known
        ? known
        : InetSocketAddress.createUnresolved(String.valueOf(channel.remoteAddress()), 0);
  }

  /** Lets nobody in any more. */
  void beginStop() {
    stopping = true;
  }

  /** Does something with every connection, each on its loop. */
  void forEach(Consumer<Connection> action) {
    for (Loop loop : loops.values()) {
      loop.execute(() -> loop.connections().forEach(action));
    }
  }
}
