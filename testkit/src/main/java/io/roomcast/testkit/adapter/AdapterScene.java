package io.roomcast.testkit.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.roomcast.Answers;
import io.roomcast.Server;
import io.roomcast.ServerBuilder;
import io.roomcast.Socket;
import io.roomcast.spi.adapter.RoomAdapter;
import io.roomcast.testkit.InMemoryTransport;
import io.roomcast.testkit.TestClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** Servers whose adapters reach each other, and their clients, for the checks below it. */
abstract class AdapterScene {
  private static final int PATIENCE_SECONDS = 20;

  /** So long that a check which waited for it would fail. */
  static final Duration LONG = Duration.ofMinutes(10);

  private final List<Server> servers = new ArrayList<>();
  private final List<RoomAdapter> adapters = new CopyOnWriteArrayList<>();
  private final List<TestClient> clients = new CopyOnWriteArrayList<>();

  protected abstract List<RoomAdapter.Factory> createAdapters(int count);

  /**
   * How many servers the adapter can join; checks of more are skipped.
   *
   * @return by default 3
   */
  protected int maxServers() {
    return 3;
  }

  /**
   * Takes a server off the wire, so that the others wait for it in vain. Where this is not
   * overridden, the checks that need it are skipped.
   *
   * @param server its index in the list of {@link #createAdapters}
   */
  protected void cutOff(int server) {
    abort("this adapter's kit cannot cut a server off");
  }

  /**
   * Waits until all servers know of each other and of all rooms: after servers have started, and
   * after sockets have joined rooms. By default does nothing.
   */
  protected void settle() {}

  /** Starts as many servers, which all have a namespace {@code /other}, too. */
  final List<Server> start(int count) {
    return start(count, builder -> builder);
  }

  /** As above, with other options. */
  final List<Server> start(int count, UnaryOperator<ServerBuilder> options) {
    assumeTrue(
        count <= maxServers(), () -> "the adapter joins at most " + maxServers() + " servers");
    for (RoomAdapter.Factory factory : createAdapters(count)) {
      ServerBuilder builder = Server.builder().transport(InMemoryTransport.create());
      Server server = options.apply(builder.adapter(noted(factory)).ackTimeout(LONG)).build();
      server.of("/other");
      servers.add(server);
      now(server.start());
    }
    settle();
    return List.copyOf(servers);
  }

  private RoomAdapter.Factory noted(RoomAdapter.Factory factory) {
    return local -> {
      RoomAdapter adapter = factory.create(local);
      adapters.add(adapter);
      return adapter;
    };
  }

  /** The adapter of the main namespace of a server, by its place in the list. */
  final RoomAdapter adapter(int server) {
    return adapters.stream()
        .filter(adapter -> adapter.local().namespace().equals("/"))
        .toList()
        .get(server);
  }

  /** A client that is in rooms. */
  final TestClient join(Server server, String... rooms) {
    TestClient client = closedAtTheEnd(TestClient.to(server).timeout(patience()).connect());
    client.settle();
    assertThat(socket(server, client).join(rooms)).isTrue();
    settle();
    return client;
  }

  final TestClient closedAtTheEnd(TestClient client) {
    clients.add(client);
    return client;
  }

  static Socket socket(Server server, TestClient client) {
    return server.socket(client.id()).orElseThrow();
  }

  /** All that came from {@code source} before this has arrived, and was nothing but this. */
  final void assertNothingElse(Server source, TestClient... receivers) {
    source.emit("marker");
    for (TestClient receiver : receivers) {
      receiver.await("marker");
      assertThat(receiver.pending()).isEmpty();
    }
  }

  /** The result of what is expected to end. */
  static <T> T now(CompletableFuture<T> future) {
    try {
      return future.get(patience().toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("it did not succeed within " + patience(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** The next that somebody hears. */
  static <T> T next(BlockingQueue<T> heard) {
    try {
      @Nullable T first = heard.poll(patience().toSeconds(), TimeUnit.SECONDS);
      if (first == null) {
        throw new AssertionError("nothing was heard within " + patience());
      }
      return first;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** How long anything may take that is expected to happen. */
  static Duration patience() {
    return Duration.ofSeconds(Integer.getInteger("roomcast.testkit.patience", PATIENCE_SECONDS));
  }

  /** A timeout that is expected to strike, though not before the answers that do come. */
  static Duration shortTimeout() {
    return patience().dividedBy(20);
  }

  /**
   * What has come of a question when its time was up, since somebody is silent. Where that was too
   * short for those who answer, it is asked once more, and given longer.
   *
   * @param answers how many are to come
   */
  static <T> Answers<T> inTime(
      int answers, Function<Duration, CompletableFuture<Answers<T>>> question) {
    Answers<T> first = now(question.apply(shortTimeout()));
    boolean enough = first.values().size() >= answers;
    return enough ? first : now(question.apply(patience().dividedBy(5)));
  }

  @AfterEach
  void stopServers() {
    clients.forEach(TestClient::close);
    servers.forEach(server -> now(server.stop(Duration.ZERO)));
  }
}
