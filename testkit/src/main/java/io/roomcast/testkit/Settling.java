package io.roomcast.testkit;

import io.roomcast.Server;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** A client whose events can be waited for. */
@FunctionalInterface
interface Settling {
  /** Those that are connected, by their servers, which are forgotten with the last of them. */
  Map<Server, Set<Settling>> CONNECTED = Collections.synchronizedMap(new WeakHashMap<>());

  /** Completes when the server has handled what the client has sent so far. */
  CompletableFuture<Void> settle();

  /** The test clients of a server: they add and remove themselves. */
  static Set<Settling> of(Server server) {
    return CONNECTED.computeIfAbsent(server, any -> ConcurrentHashMap.newKeySet());
  }
}
