package io.roomcast.testkit;

import io.roomcast.spi.transport.TransportException;
import io.roomcast.testkit.InMemoryWire.Passage;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all connections of a transport cross, with its faults; counts what does. Thread-safe. */
final class InMemoryNetwork {
  private static final Logger log = LoggerFactory.getLogger(InMemoryTransport.class);

  private final InMemoryLoop loop;
  private final Faults faults;
  private final AtomicLong connections = new AtomicLong();
  private final AtomicLong steps = new AtomicLong();
  private final AtomicLong writes = new AtomicLong();
  private final AtomicLong unanswered = new AtomicLong();
  private final List<Break> breaks = new CopyOnWriteArrayList<>();

  /** A connection that was broken. */
  record Break(String how, InetSocketAddress client) {
    @Override
    public String toString() {
      return how + " of the connection from " + client;
    }
  }

  InMemoryNetwork(InMemoryLoop loop, Faults faults) {
    this.loop = loop;
    this.faults = faults;
  }

  Faults faults() {
    return faults;
  }

  long nextConnection() {
    return connections.incrementAndGet();
  }

  long nextStep() {
    return steps.incrementAndGet();
  }

  long steps() {
    return steps.get();
  }

  long writes() {
    return writes.get();
  }

  /** Requests that were handed over, and that the server has not answered yet. */
  long unanswered() {
    return unanswered.get();
  }

  void handedOver() {
    unanswered.incrementAndGet();
  }

  void answered() {
    unanswered.decrementAndGet();
  }

  Future<?> after(Duration delay, Runnable task) {
    return loop.after(delay, task);
  }

  /** A step has crossed; {@code written} says whether with it a write of the server is whole. */
  Passage arrives(long step, boolean written, SplittableRandom random) {
    long write = written ? writes.incrementAndGet() : 0;
    return faults.passage(step, write, random);
  }

  /** A connection breaks because of faults; why, the server is to be told. */
  TransportException broken(Passage how, long step, InetSocketAddress client) {
    String what =
        switch (how) {
          case LAST -> "broken after step ";
          case FAILED -> "failed write, step ";
          default -> "broken before step ";
        };
    Break broken = new Break(what + step, client);
    breaks.add(broken);
    log.info("{}: {}", faults, broken);
    return new TransportException(broken.toString());
  }

  List<Break> breaks() {
    return breaks;
  }

  /** The faults, and what has broken. */
  @Override
  public String toString() {
    return faults + (breaks.isEmpty() ? "" : "; so far " + breaks);
  }
}
