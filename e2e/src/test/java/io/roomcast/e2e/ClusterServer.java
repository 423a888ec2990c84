package io.roomcast.e2e;

import io.roomcast.Ack;
import io.roomcast.Answers;
import io.roomcast.Broadcast;
import io.roomcast.EventArgs;
import io.roomcast.Namespace;
import io.roomcast.RemoteSocket;
import io.roomcast.Server;
import io.roomcast.ServerBuilder;
import io.roomcast.adapter.redis.RedisEmitter;
import io.roomcast.examples.ServerTransport;
import io.roomcast.spi.adapter.LocalRooms;
import io.roomcast.spi.adapter.RoomAdapter;
import io.roomcast.spi.adapter.cluster.ClusterAdapter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * One server of a cluster, which does what it is told in its namespace {@code /control} by events
 * {@code run} and {@code emitter}, each a {@link ClusterOrder}. The answer is {@code {result}}, or
 * {@code {error}}.
 */
final class ClusterServer implements AutoCloseable {
  private static final Set<String> NAMESPACES = Set.of("/", "/game");
  private static final long PATIENCE_SECONDS = 20;

  private final String name;
  private final RedisEmitter emitter;
  private final Server io;
  private final InetSocketAddress address;
  private final Map<String, BlockingQueue<List<Object>>> heard = new ConcurrentHashMap<>();
  private final Map<String, RoomAdapter> adapters = new ConcurrentHashMap<>();

  ClusterServer(
      String name, ServerTransport transport, RoomAdapter.Factory adapter, RedisEmitter emitter) {
    this(name, transport, adapter, emitter, builder -> builder);
  }

  ClusterServer(
      String name,
      ServerTransport transport,
      RoomAdapter.Factory adapter,
      RedisEmitter emitter,
      UnaryOperator<ServerBuilder> options) {
    this.name = name;
    this.emitter = emitter;
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    this.io =
        options
            .apply(
                Server.builder()
                    .transport(transport.on(anyPort))
                    .adapter(local -> noted(adapter, local)))
            .build();
    NAMESPACES.forEach(namespace -> listen(io.of(namespace)));
    io.of("/control")
        .onConnection(
            socket -> {
              socket.on(
                  "run",
                  (EventArgs args, Ack ack) -> answer(ack, () -> run(new ClusterOrder(args))));
              socket.on(
                  "emitter",
                  (EventArgs args, Ack ack) -> answer(ack, () -> emit(new ClusterOrder(args))));
            });
    this.address = io.start().join();
  }

  private RoomAdapter noted(RoomAdapter.Factory factory, LocalRooms local) {
    RoomAdapter adapter = factory.create(local);
    adapters.put(local.namespace(), adapter);
    return adapter;
  }

  /** To what others say to servers; a question names one that is to be silent. */
  private void listen(Namespace namespace) {
    BlockingQueue<List<Object>> said = new LinkedBlockingQueue<>();
    heard.put(namespace.name(), said);
    namespace.serverSideEvents().on("hello", args -> said.add(args.toList()));
    namespace
        .serverSideEvents()
        .on(
            "question",
            (EventArgs args, Ack ack) -> {
              if (!name.equals(args.get(1))) {
                ack.send(Map.of("server", name, "got", args.get(0)));
              }
            });
  }

  String url() {
    return "http://127.0.0.1:" + address.getPort();
  }

  /** What is done for an order. It may block: the next one comes when it is done. */
  private interface Work {
    Optional<Object> result() throws InterruptedException;
  }

  private static void answer(Ack ack, Work work) {
    Map<String, Object> answer = new LinkedHashMap<>();
    try {
      work.result().ifPresent(result -> answer.put("result", result));
    } catch (Exception e) {
      answer.put("error", String.valueOf(e));
    }
    ack.send(answer);
  }

  private Optional<Object> run(ClusterOrder order) throws InterruptedException {
    Namespace namespace = io.of(order.namespace());
    Broadcast to = namespace.to(order.rooms()).except(order.except());
    switch (order.operation()) {
      case "emit" -> to.emit(order.text(0), order.from(1));
      case "volatile" -> to.asVolatile().emit(order.text(0), order.from(1));
      case "ask" -> {
        return Optional.of(
            answers(to.timeout(order.time(0)).emitWithAck(order.text(1), order.from(2)).join()));
      }
      case "fetch" -> {
        return Optional.of(
            to.fetchSockets().join().requireComplete().stream().map(this::describe).toList());
      }
      case "join" -> to.socketsJoin(order.texts()).join();
      case "leave" -> to.socketsLeave(order.texts()).join();
      case "disconnect" -> to.disconnectSockets(order.isTrue(0)).join();
      case "serverSide" -> namespace.serverSideEmit(order.text(0), order.from(1)).join();
      case "serverSideAsk" -> {
        return Optional.of(
            answers(
                namespace
                    .serverSideEmitWithAck(order.time(0), order.text(1), order.from(2))
                    .join()));
      }
      case "heard" -> {
        return Optional.ofNullable(
            heard.get(order.namespace()).poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
      }
      case "uid" -> {
        return Optional.of(((ClusterAdapter) adapters.get(order.namespace())).name());
      }
      case "private" ->
          namespace.socket(order.text(0)).orElseThrow().emit(order.text(1), order.from(2));
      case "name" ->
          namespace.socket(order.text(0)).orElseThrow().data().put("name", order.text(1));
      default -> throw new IllegalArgumentException("no operation " + order.operation());
    }
    return Optional.empty();
  }

  private static Map<String, Object> answers(Answers<EventArgs> all) {
    List<Object> first = new ArrayList<>();
    all.forEach(answer -> first.add(answer.get(0)));
    return Map.of("answers", first, "complete", all.complete(), "silent", all.silentServers());
  }

  private Map<String, Object> describe(RemoteSocket socket) {
    return Map.of(
        "id",
        socket.id(),
        "rooms",
        socket.rooms(),
        "name",
        socket.data("name", String.class).orElse(""),
        "address",
        socket.handshake().remoteAddress().getHostString(),
        "transport",
        socket.handshake().query().get("transport"),
        "auth",
        socket.handshake().auth());
  }

  private Optional<Object> emit(ClusterOrder order) {
    RedisEmitter to = emitter.of(order.namespace()).to(order.rooms()).except(order.except());
    switch (order.operation()) {
      case "emit" -> to.emit(order.text(0), order.from(1)).join();
      case "join" -> to.socketsJoin(order.texts()).join();
      case "leave" -> to.socketsLeave(order.texts()).join();
      case "disconnect" -> to.disconnectSockets(order.isTrue(0)).join();
      case "serverSide" -> to.serverSideEmit(order.text(0), order.from(1)).join();
      default -> throw new IllegalArgumentException("no operation of the emitter");
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    io.stop(Duration.ZERO).join();
  }

  @Override
  public String toString() {
    return name;
  }
}
