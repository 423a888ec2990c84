package io.roomcast.internal.concurrent;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs all user code: virtual threads where they exist (Java 21), else a pool that grows while all
 * of its threads are busy, up to a bound, or the user's own executor.
 *
 * <p>It refuses nothing. The number of tasks that wait is bounded by those who hand them over: a
 * socket has at most one turn of its {@link SerialQueue} here, requests are let into user code in
 * limited number, and what is told of the refused ones goes through one bounded queue. A client's
 * connection is no such bound: it may send a next request while user code is still at the one
 * before.
 *
 * <p>What a user's executor refuses (because it is full, or has been shut down) runs on threads of
 * ours, since otherwise a socket's listeners would wait for a turn that never comes.
 */
public final class HandlerExecutor implements Executor, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HandlerExecutor.class);
  private static final int MAX_THREADS = 256;
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(30);
  private static final Optional<ThreadFactory> VIRTUAL = VirtualThreads.named("roomcast-handler-");

  private final Executor handlers;
  private final Executor completions;
  private final List<ElasticPool> pools;

  private HandlerExecutor(Executor handlers, Executor completions, List<ElasticPool> pools) {
    this.handlers = handlers;
    this.completions = completions;
    this.pools = pools;
  }

  /** As {@link #create(int)}, of as many as servers have by default. */
  public static HandlerExecutor create() {
    return create(MAX_THREADS);
  }

  /** The default: virtual threads, or else the pool of at most {@code maxThreads}. */
  public static HandlerExecutor create(int maxThreads) {
    return VIRTUAL.isPresent()
        ? virtual(VIRTUAL.get())
        : pooled(maxThreads, maxThreads, KEEP_ALIVE);
  }

  /** As {@link #of(Executor, int)}, of as many as servers have by default. */
  public static HandlerExecutor of(Executor users) {
    return of(users, MAX_THREADS);
  }

  /**
   * The user's executor, which {@link #close()} leaves alone; what it refuses goes to ours of
   * {@code maxThreads}.
   */
  public static HandlerExecutor of(Executor users, int maxThreads) {
    HandlerExecutor ours = create(maxThreads);
    Executor tolerant = new Tolerant(users, ours.handlers);
    return new HandlerExecutor(tolerant, tolerant, ours.pools);
  }

  static HandlerExecutor virtual(ThreadFactory factory) {
    Executor perTask = task -> factory.newThread(task).start();
    return new HandlerExecutor(perTask, perTask, List.of());
  }

  static HandlerExecutor pooled(int maxHandlers, int maxCompletions, Duration keepAlive) {
    ElasticPool handlers = new ElasticPool("roomcast-handler-", maxHandlers, keepAlive);
    ElasticPool completions = new ElasticPool("roomcast-completion-", maxCompletions, keepAlive);
    return new HandlerExecutor(handlers, completions, List.of(handlers, completions));
  }

  /** What {@code task} throws is logged. */
  @Override
  public void execute(Runnable task) {
    handlers.execute(() -> guarded(task));
  }

  /**
   * Where the dependents of futures run. The pool has further threads for them, so that a pool full
   * of handlers which wait for such a dependent is not a deadlock.
   */
  public Executor completions() {
    return task -> completions.execute(() -> guarded(task));
  }

  /**
   * Ends the idle threads of our own at once and the busy ones after their task. Tasks that still
   * come (the last listener, a late future) are run, on threads that end with them.
   */
  @Override
  public void close() {
    pools.forEach(ElasticPool::keepNoThread);
  }

  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) { // whatever it is, the thread is ours and has more to do
      log.error("a task failed", e);
    }
  }

  private static final class Tolerant implements Executor {
    private final Executor users;
    private final Executor ours;
    private final LogThrottle throttle = new LogThrottle(Duration.ofMinutes(1), System::nanoTime);

    Tolerant(Executor users, Executor ours) {
      this.users = users;
      this.ours = ours;
    }

    @Override
    public void execute(Runnable task) {
      try {
        users.execute(task);
      } catch (RejectedExecutionException e) {
        if (throttle.pass()) {
          log.warn(
              "the executor given to the server refuses tasks, which run on roomcast-handler"
                  + " threads instead; give it more room, and shut it down after the server"
                  + " (this is logged once a minute)",
              e);
        }
        ours.execute(task);
      }
    }
  }
}
