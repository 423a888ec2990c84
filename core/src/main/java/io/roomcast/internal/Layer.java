package io.roomcast.internal;

import io.roomcast.internal.concurrent.HandlerExecutor;
import io.roomcast.internal.concurrent.Timers;
import io.roomcast.internal.engineio.SessionAcceptor;
import java.util.concurrent.CompletableFuture;

/** What stands on the engine, from one start of a server to its stop. */
interface Layer extends SessionAcceptor {

  /** Makes the layer of a run. */
  @FunctionalInterface
  interface Factory {
    Layer make(Timers timers, HandlerExecutor executor);
  }

  /**
   * Opens what it works with; called once, before the first session. Where it fails, all of it is
   * closed again.
   */
  CompletableFuture<Void> open();

  /** From now on sessions end because the server does. Idempotent. */
  void shuttingDown();

  /** Completes when the application's listeners have nothing to hear any more. */
  CompletableFuture<Void> gone();

  /** How many have listeners that are at work, or have something to hear yet. */
  int atWork();

  /** Lets go of what it worked with; may block. */
  CompletableFuture<Void> close();
}
