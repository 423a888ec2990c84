package io.roomcast.internal.socketio;

import io.roomcast.internal.concurrent.Backlog;
import io.roomcast.internal.concurrent.SerialQueue;
import io.roomcast.spi.adapter.SocketDetails;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.EncodeException;
import io.roomcast.spi.codec.NeutralNumber;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What other servers are told of the sockets of one namespace. The data is the application's, whose
 * code may run to encode it; so that is done on its executor, for one answer at a time.
 */
final class DetailsForServers {
  private static final Logger log = LoggerFactory.getLogger(DetailsForServers.class);

  /** Nobody can be told to ask less, so what is beyond this is refused. */
  private static final int MAX_WAITING = 1000;

  private static final int MAX_SOCKETS = 1_000_000; // of the answers that wait

  private final String namespace;
  private final NeutralForm neutral;
  private final SerialQueue queue;
  private volatile boolean full;

  DetailsForServers(String namespace, NeutralForm neutral, CurrentRun run) {
    this.namespace = namespace;
    this.neutral = neutral;
    this.queue =
        new SerialQueue(
            task -> run.executor().execute(task),
            new Backlog(MAX_WAITING, MAX_SOCKETS, readable -> full = !readable),
            this::failed);
  }

  /** The snapshot is taken now, unless too many wait. */
  CompletionStage<List<SocketDetails>> of(Supplier<List<SocketDetails>> snapshot) {
    if (full) {
      return CompletableFuture.failedStage(
          new RejectedExecutionException(
              "too many answers about the sockets of namespace " + namespace + " wait"));
    }
    List<SocketDetails> sockets = snapshot.get();
    CompletableFuture<List<SocketDetails>> answer = new CompletableFuture<>();
    queue.execute(() -> complete(answer, sockets), sockets.size());
    return answer;
  }

  private void complete(
      CompletableFuture<List<SocketDetails>> answer, List<SocketDetails> sockets) {
    List<SocketDetails> told;
    try {
      told = sockets.stream().map(this::neutral).toList();
    } catch (Throwable e) { // an application's Error costs one answer, no more
      answer.completeExceptionally(e);
      return;
    }
    answer.complete(told);
  }

  private SocketDetails neutral(SocketDetails socket) {
    Map<String, @Nullable Object> data = new LinkedHashMap<>();
    socket
        .data()
        .forEach(
            (key, value) -> {
              try {
                Object plain = neutral.of(Arguments.of(new @Nullable Object[] {value})).get(0);
                if (travels(plain)) {
                  data.put(key, plain);
                  return;
                }
              } catch (EncodeException cannotTravel) {
                // as below
              }
              log.debug("the data {} of a socket cannot be sent to another server", key);
            });
    return new SocketDetails(
        socket.id(), socket.request(), auth(socket.auth()), socket.rooms(), data);
  }

  /** The client's own words: they must not keep this server from telling of the others. */
  private static Arguments auth(Arguments given) {
    if (given.size() == 0 || !(given.get(0) instanceof Map<?, ?> members) || travels(members)) {
      return given;
    }
    Map<Object, @Nullable Object> auth = new LinkedHashMap<>();
    members.forEach(
        (key, value) -> {
          if (travels(value)) {
            auth.put(key, value);
          }
        });
    return Arguments.of(auth);
  }

  /** Whether it can be written in any form: MessagePack does not have all numbers. */
  private static boolean travels(@Nullable Object neutral) {
    if (neutral instanceof List<?> elements) {
      return elements.stream().allMatch(DetailsForServers::travels);
    } else if (neutral instanceof Map<?, ?> members) {
      return members.values().stream().allMatch(DetailsForServers::travels);
    }
    return !(neutral instanceof BigInteger || neutral instanceof BigDecimal)
        || NeutralNumber.narrowed(neutral.toString()).isPresent();
  }

  private void failed(Throwable cause) {
    log.error("another server was not told of the sockets of namespace {}", namespace, cause);
  }
}
