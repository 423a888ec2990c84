package io.roomcast.testkit;

import java.util.concurrent.CompletableFuture;

/** A client whose events can be waited for. */
@FunctionalInterface
interface Settling {

  /** Completes when the server has handled what the client has sent so far. */
  CompletableFuture<Void> settle();
}
