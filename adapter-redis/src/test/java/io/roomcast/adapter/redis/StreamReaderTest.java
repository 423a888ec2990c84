package io.roomcast.adapter.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.pubsub.api.async.RedisPubSubAsyncCommands;
import io.netty.util.concurrent.EventExecutorGroup;
import java.lang.reflect.Array;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** On a Redis that the test plays, with its timers, on one thread. */
@DisplayName("The reader of a stream")
class StreamReaderTest {
  private final Deque<Runnable> timers = new ArrayDeque<>();
  private final List<RedisConnectionStateListener> watched = new ArrayList<>();
  private final Deque<Read> reads = new ArrayDeque<>();
  private final List<String> handed = new ArrayList<>();
  private final List<String> positions = new ArrayList<>();
  private CompletableFuture<Void> pong = CompletableFuture.completedFuture(null);
  private CompletableFuture<Void> taken = CompletableFuture.completedFuture(null);
  private Consumer<String> onEntry = id -> {};
  private Runnable onLost = () -> {};
  private String newest = "0-0";
  private int connects;
  private final StreamReader reader =
      new StreamReader(
          RedisConnections.ofEmitter(
              new RedisConnector("a fake", FakeDriver::new, RedisConnector.Settings.DEFAULT),
              new HealthMonitor("a fake", health -> {}, InstantSource.system())),
          "stream",
          new StreamSettings("stream", 1, 100, 100, Duration.ofSeconds(1), "", false));

  /** Where it was to begin, and what Redis answers. */
  private record Read(String from, Answer<List<StreamMessage<byte[], byte[]>>> answer) {
    void entries(int first, int last) {
      answer.complete(
          IntStream.rangeClosed(first, last)
              .mapToObj(
                  n ->
                      new StreamMessage<>(
                          "stream".getBytes(UTF_8), n + "-0", body(n % 10 == 0 ? "/other" : "/")))
              .toList());
    }

    private static Map<byte[], byte[]> body(String namespace) {
      return Map.of("nsp".getBytes(UTF_8), namespace.getBytes(UTF_8));
    }
  }

  private final class FakeDriver implements RedisDriver {
    @Override
    public CompletionStage<StatefulRedisPubSubConnection<byte[], byte[]>> connect() {
      connects++;
      return CompletableFuture.completedFuture(connection());
    }

    @Override
    public CompletionStage<Void> watch(
        StatefulRedisPubSubConnection<byte[], byte[]> connection,
        RedisConnectionStateListener listener) {
      watched.add(listener);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> ping(
        StatefulRedisPubSubConnection<byte[], byte[]> connection, Duration timeout) {
      return pong;
    }

    @Override
    public <T> CompletionStage<List<T>> askAll(
        StatefulRedisPubSubConnection<byte[], byte[]> connection,
        Function<RedisPubSubAsyncCommands<byte[], byte[]>, ? extends CompletionStage<T>> question) {
      throw new AssertionError("nobody asks");
    }

    @Override
    public CompletableFuture<Void> close(StatefulRedisPubSubConnection<byte[], byte[]> connection) {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public EventExecutorGroup timers() {
      return fake(
          EventExecutorGroup.class,
          (method, arguments) -> {
            assertThat(method).isEqualTo("schedule");
            timers.add((Runnable) arguments[0]);
            return null;
          });
    }

    @Override
    public CompletionStage<Void> close() {
      return CompletableFuture.completedFuture(null);
    }
  }

  private interface Call {
    Object of(String method, Object[] arguments);
  }

  private static <T> T fake(Class<T> type, Call call) {
    return type.cast(
        Proxy.newProxyInstance(
            StreamReaderTest.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "equals" -> proxy == arguments[0];
                  case "hashCode" -> System.identityHashCode(proxy);
                  case "toString" -> "a fake";
                  default -> call.of(method.getName(), arguments);
                }));
  }

  @SuppressWarnings("unchecked")
  private StatefulRedisPubSubConnection<byte[], byte[]> connection() {
    RedisPubSubAsyncCommands<byte[], byte[]> commands =
        fake(RedisPubSubAsyncCommands.class, this::command);
    return fake(StatefulRedisPubSubConnection.class, (method, arguments) -> commands);
  }

  private Object command(String name, Object[] arguments) {
    if (name.equals("xrevrange")) {
      Answer<List<StreamMessage<byte[], byte[]>>> answer = new Answer<>();
      answer.complete(
          newest.equals("0-0")
              ? List.of()
              : List.of(new StreamMessage<>("stream".getBytes(UTF_8), newest, Map.of())));
      return answer;
    }
    assertThat(name).isEqualTo("xread");
    StreamOffset<?> from = (StreamOffset<?>) Array.get(arguments[1], 0);
    reads.add(new Read(from.getOffset(), new Answer<>()));
    return reads.getLast().answer();
  }

  private final class Noting implements StreamReader.Listener {
    @Override
    public void onEntry(StreamEntry entry, String id) {
      handed.add(id);
      onEntry.accept(id);
    }

    @Override
    public CompletionStage<Void> onPosition(String id) {
      positions.add(id);
      return taken;
    }

    @Override
    public void onLost() {
      onLost.run();
    }
  }

  /** Returns what sends the next ping. */
  private Runnable open() {
    assertThat(reader.add("/", new Noting()).toCompletableFuture()).isNotDone();
    reader.open();
    Runnable ping = timers.remove();
    timers.clear(); // the limit for the connection
    assertThat(positions).containsExactly(newest);
    positions.clear();
    return ping;
  }

  private void lose() {
    watched.get(watched.size() - 1).onRedisDisconnected(null);
    timers.removeLast().run(); // which connects
  }

  private static List<String> ids(int first, int last) {
    return IntStream.rangeClosed(first, last)
        .filter(n -> n % 10 != 0)
        .mapToObj(n -> n + "-0")
        .toList();
  }

  @Test
  @DisplayName("RED-28 hands each entry out once, in order, where it is cut off in the middle")
  void cutOffInTheMiddle() {
    open();
    onEntry =
        id -> {
          if (id.equals("42-0")) {
            newest = "100-0";
            lose();
            assertThat(connects).isEqualTo(2);
            assertThat(reads).as("one at a time").isEmpty();
            assertThat(reader.following()).isFalse();
          }
        };
    reads.remove().entries(1, 100);
    assertThat(handed).isEqualTo(ids(1, 42));
    Read next = reads.remove();
    assertThat(next.from()).isEqualTo("42-0");
    assertThat(reader.following()).isTrue();
    next.entries(43, 100);
    assertThat(handed).isEqualTo(ids(1, 100));
    assertThat(reads.remove().from()).isEqualTo("100-0");
    assertThat(reads).isEmpty();
  }

  @Test
  @DisplayName("RED-28 goes on where Redis is, if that has lost what is being handed out")
  void begunAnewInTheMiddle() {
    open();
    onEntry =
        id -> {
          newest = "1-0";
          lose();
          onEntry = other -> {};
        };
    reads.remove().entries(7, 9);
    assertThat(handed).containsExactly("7-0");
    assertThat(reads.remove().from()).isEqualTo("1-0");
    assertThat(positions).containsExactly("7-0", "1-0");
  }

  @Test
  @DisplayName("RED-28 does not count as silent while entries take long to be handed out")
  void slow() {
    Runnable ping = open();
    pong = new CompletableFuture<>(); // which comes behind the entries
    onEntry = id -> (id.equals("1-0") ? ping : timers.remove()).run();
    reads.remove().entries(1, 9);
    assertThat(connects).isEqualTo(1);
    assertThat(handed).isEqualTo(ids(1, 9));
    assertThat(reads.remove().from()).isEqualTo("9-0");
  }

  @Test
  @DisplayName("RED-28 reads on whatever a namespace makes of an entry, or of its loss")
  void listenersFail() {
    open();
    onEntry =
        id -> {
          throw new AssertionError("on purpose");
        };
    onLost =
        () -> {
          throw new StackOverflowError("on purpose");
        };
    reads.remove().entries(1, 2);
    assertThat(handed).containsExactly("1-0", "2-0");
    Read next = reads.remove();
    assertThat(next.from()).isEqualTo("2-0");
    next.answer().completeExceptionally(new IllegalStateException("an error of Redis"));
    timers.removeLast().run();
    assertThat(reads.remove().from()).isEqualTo("2-0");
    newest = "2-0";
    lose();
    assertThat(reads.remove().from()).isEqualTo("2-0");
  }

  @Test
  @DisplayName("RED-29 tells how far it has come, whoever the last entries were for")
  void tellsPositions() {
    open();
    reads.remove().entries(8, 10);
    assertThat(handed).containsExactly("8-0", "9-0");
    assertThat(positions).containsExactly("10-0");
  }

  @Test
  @DisplayName("RED-29 reads on when what was read has been taken, too")
  void waitsForListeners() {
    open();
    taken = new CompletableFuture<>();
    reads.remove().entries(1, 2);
    assertThat(reads).isEmpty();
    taken.complete(null);
    assertThat(reads.remove().from()).isEqualTo("2-0");
  }
}
