package io.roomcast.transport.javawebsocket;

import io.roomcast.spi.transport.wire.FlushList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that owns connections: it parses what arrived, calls the core, writes, and watches
 * deadlines. Since all of that happens on one thread, the protocol code needs no locks and the
 * callbacks of a connection are serial.
 *
 * <p>Other threads hand it tasks. They never touch a channel, so an interrupted caller cannot close
 * one by accident.
 */
final class EventLoop implements Executor {
  private static final Logger log = LoggerFactory.getLogger(EventLoop.class);
  private static final int TASKS_PER_TURN = 4096;
  private static final int SCRATCH_BYTES = 64 * 1024;

  private final Thread thread;
  private final Selector selector;
  private final long sweepMillis;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean asleep = new AtomicBoolean();
  private final FlushList flushes = new FlushList(this, this::executeLater);
  private final LongAdder interests = new LongAdder();
  private final LongAdder turns = new LongAdder();

  /** What goes on after others have had their turn. Only on this loop. */
  private List<Runnable> interrupted = new ArrayList<>();

  private final Set<Connection> connections = new HashSet<>();
  private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH_BYTES);
  private @Nullable TlsBuffers tlsBuffers;
  private long nextSweep = System.nanoTime();
  private volatile boolean stopping;
  private volatile boolean stopped;

  EventLoop(String name, long sweepMillis) {
    this.sweepMillis = sweepMillis;
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread = new Thread(this::run, name);
    thread.setDaemon(false); // a server keeps its process alive, whoever started it
  }

  void start() {
    thread.start();
  }

  /** Ends the thread after the tasks that are queued; one that never began leaves nothing open. */
  void stop() {
    stopping = true;
    if (thread.getState() == Thread.State.NEW) {
      stopped = true;
      closeSelector();
      return;
    }
    selector.wakeup();
  }

  Thread thread() {
    return thread;
  }

  /**
   * Runs the task on this loop, in order. Once the loop has ended there is nothing left to do but
   * to tell that it has; the common pool does that, since a caller must not be called back.
   */
  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    if (stopped) {
      ForkJoinPool.commonPool().execute(() -> runTasks(Integer.MAX_VALUE));
    } else if (asleep.compareAndSet(true, false)) {
      selector.wakeup();
    }
  }

  /** As {@link #execute}, but in the next turn; only on this loop, or after its end. */
  private void executeLater(Runnable task) {
    if (stopped) {
      execute(task);
    } else {
      inNextTurn(task);
    }
  }

  /**
   * Runs the task after this loop has looked after what is ready, what was handed to it before, and
   * what is due. Only on this loop.
   */
  void inNextTurn(Runnable task) {
    interrupted.add(task);
  }

  /** Adds a connection to those whose deadlines are watched. Only on this loop. */
  void add(Connection connection) {
    connections.add(connection);
  }

  void remove(Connection connection) {
    connections.remove(connection);
  }

  /** The connections of this loop. Only on this loop. */
  List<Connection> connections() {
    return new ArrayList<>(connections);
  }

  /** Those that have something to write. Any thread. */
  FlushList flushes() {
    return flushes;
  }

  /** The buffer in which small writes are merged. Only on this loop. */
  ByteBuffer scratch() {
    return scratch.clear();
  }

  /** The buffers for one step of TLS. Only on this loop. */
  TlsBuffers tlsBuffers() {
    TlsBuffers buffers = tlsBuffers;
    if (buffers == null) {
      buffers = new TlsBuffers();
      tlsBuffers = buffers;
    }
    return buffers;
  }

  /** Watches a channel; the ready task runs on this loop. Only on this loop. */
  SelectionKey register(SelectableChannel channel, int interest, Runnable whenReady)
      throws IOException {
    interests.increment();
    return channel.register(selector, interest, whenReady);
  }

  /** Changes what is watched. Only on this loop. */
  void watch(SelectionKey key, int interest) {
    if (interest != 0) {
      interests.increment();
    }
    key.interestOps(interest);
  }

  /** How often a channel was given to the selector to watch. */
  long interestCount() {
    return interests.sum();
  }

  /** How often this thread found something to do: a channel that was ready, or a task. */
  long turns() {
    return turns.sum();
  }

  private void run() {
    while (!stopping) {
      try {
        select();
        runReady();
        runInterrupted();
        runTasks(TASKS_PER_TURN);
        sweep();
      } catch (ClosedSelectorException e) {
        break;
      } catch (Throwable t) {
        // nothing may end this thread; what was wrong with one connection has closed that one
        complain(t);
      }
    }
    stopped = true;
    runTasks(Integer.MAX_VALUE);
    closeSelector();
  }

  private void complain(Throwable cause) {
    try {
      log.error("{} goes on after an error", thread.getName(), cause);
    } catch (Throwable unheard) {
      // logging fails as well, as where it wants to open a file and none is left
    }
  }

  private void closeSelector() {
    try {
      selector.close();
    } catch (IOException e) {
      log.debug("selector of {}", thread.getName(), e);
    }
  }

  private void select() throws IOException {
    asleep.set(true);
    if (!tasks.isEmpty() || !interrupted.isEmpty() || stopping) {
      selector.selectNow();
    } else {
      selector.select(connections.isEmpty() ? 0 : sweepMillis);
    }
    asleep.set(false);
  }

  private void runReady() {
    Set<SelectionKey> ready = selector.selectedKeys();
    if (ready.isEmpty()) {
      return;
    }
    turns.increment();
    List<SelectionKey> keys = new ArrayList<>(ready);
    ready.clear();
    for (SelectionKey key : keys) {
      if (key.isValid()) {
        runTask((Runnable) key.attachment());
      }
    }
  }

  private void runInterrupted() {
    if (!interrupted.isEmpty()) {
      List<Runnable> due = interrupted;
      interrupted = new ArrayList<>();
      due.forEach(this::runTask);
    }
  }

  private void runTasks(int limit) {
    Runnable task = tasks.poll();
    if (task != null) {
      turns.increment();
    }
    for (int i = 0; task != null; i++) {
      runTask(task);
      task = i < limit ? tasks.poll() : null;
    }
  }

  private void runTask(Runnable task) {
    try {
      task.run();
    } catch (Throwable t) {
      log.error("task on {} failed", Thread.currentThread().getName(), t);
    } finally {
      // an interrupt that a callback left behind would close every channel that is written next
      boolean unused = Thread.interrupted();
    }
  }

  private void sweep() {
    long now = System.nanoTime();
    if (connections.isEmpty() || now - nextSweep < 0) {
      return;
    }
    nextSweep = now + sweepMillis * 1_000_000;
    List<Connection> expired = new ArrayList<>();
    for (Connection connection : connections) {
      if (connection.isExpired(now)) {
        expired.add(connection);
      }
    }
    expired.forEach(Connection::expire);
  }
}
