package io.roomcast.e2e;

import io.roomcast.Ack;
import io.roomcast.Answers;
import io.roomcast.Broadcast;
import io.roomcast.EventArgs;
import io.roomcast.RemoteSocket;
import io.roomcast.Server;
import io.roomcast.ServerBuilder;
import io.roomcast.TypeRef;
import io.roomcast.adapter.redis.RedisEmitter;
import io.roomcast.examples.ServerTransport;
import io.roomcast.spi.adapter.RoomAdapter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * One server of a cluster, which does what it is told in its namespace {@code /control}: an
 * operation, rooms, excepted rooms, and its arguments. The answer is {@code {result}}, or {@code
 * {error}}.
 */
final class ClusterServer implements AutoCloseable {
  private static final TypeRef<List<String>> TEXTS = new TypeRef<>() {};
  private static final long PATIENCE_SECONDS = 20;
  private static final int ARGUMENTS = 3; // that every operation has

  private final String name;
  private final RedisEmitter emitter;
  private final Server io;
  private final InetSocketAddress address;
  private final BlockingQueue<List<Object>> heard = new LinkedBlockingQueue<>();

  ClusterServer(
      String name, ServerTransport transport, RoomAdapter.Factory adapter, RedisEmitter emitter) {
    this(name, transport, emitter, builder -> builder.adapter(adapter));
  }

  ClusterServer(
      String name,
      ServerTransport transport,
      RedisEmitter emitter,
      UnaryOperator<ServerBuilder> options) {
    this.name = name;
    this.emitter = emitter;
    this.io =
        options
            .apply(
                Server.builder()
                    .transport(
                        transport.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))))
            .build();
    io.serverSideEvents().on("hello", args -> heard.add(args.toList()));
    io.serverSideEvents()
        .on("question", String.class, (text, ack) -> ack.send(Map.of("server", name, "got", text)));
    io.of("/control").onConnection(socket -> socket.on("run", this::run));
    this.address = io.start().join();
  }

  String url() {
    return "http://127.0.0.1:" + address.getPort();
  }

  /** It may block: an operation is asked for when the one before is done. */
  private void run(EventArgs args, Ack ack) {
    try {
      Map<String, Object> answer = new LinkedHashMap<>();
      String operation = args.get(0, String.class);
      if (operation.equals("emitter")) {
        emit(args);
      } else {
        run(operation, args, 1).ifPresent(result -> answer.put("result", result));
      }
      ack.send(answer);
    } catch (Exception e) {
      ack.send(Map.of("error", String.valueOf(e)));
    }
  }

  private Optional<Object> run(String operation, EventArgs args, int at)
      throws InterruptedException {
    Broadcast to = io.to(texts(args, at)).except(texts(args, at + 1));
    switch (operation) {
      case "emit" -> to.emit(args.get(ARGUMENTS, String.class), from(args, ARGUMENTS + 1));
      case "volatile" ->
          to.asVolatile().emit(args.get(ARGUMENTS, String.class), from(args, ARGUMENTS + 1));
      case "ask" -> {
        return Optional.of(ask(to, args));
      }
      case "fetch" -> {
        return Optional.of(
            to.fetchSockets().join().requireComplete().stream().map(this::describe).toList());
      }
      case "join" -> to.socketsJoin(names(args)).join();
      case "leave" -> to.socketsLeave(names(args)).join();
      case "disconnect" -> to.disconnectSockets(args.get(ARGUMENTS, Boolean.class)).join();
      case "serverSide" ->
          io.serverSideEmit(args.get(ARGUMENTS, String.class), from(args, ARGUMENTS + 1)).join();
      case "serverSideAsk" -> {
        return Optional.of(
            first(
                io.serverSideEmitWithAck(
                        args.get(ARGUMENTS, String.class), from(args, ARGUMENTS + 1))
                    .join()
                    .requireComplete()));
      }
      case "heard" -> {
        return Optional.ofNullable(heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
      }
      case "private" ->
          io.socket(args.get(ARGUMENTS, String.class))
              .orElseThrow()
              .emit(args.get(ARGUMENTS + 1, String.class), from(args, ARGUMENTS + 2));
      case "name" ->
          io.socket(args.get(ARGUMENTS, String.class))
              .orElseThrow()
              .data()
              .put("name", args.get(ARGUMENTS + 1, String.class));
      default -> throw new IllegalArgumentException("no operation " + operation);
    }
    return Optional.empty();
  }

  private static Map<String, Object> ask(Broadcast to, EventArgs args) {
    Answers<EventArgs> answers =
        to.timeout(Duration.ofMillis(args.get(ARGUMENTS, Long.class)))
            .emitWithAck(args.get(ARGUMENTS + 1, String.class), from(args, ARGUMENTS + 2))
            .join();
    return Map.of("answers", first(answers.values()), "complete", answers.complete());
  }

  private Map<String, Object> describe(RemoteSocket socket) {
    return Map.of(
        "id",
        socket.id(),
        "rooms",
        socket.rooms(),
        "name",
        socket.data("name", String.class).orElseThrow(),
        "address",
        socket.handshake().remoteAddress().getHostString(),
        "transport",
        socket.handshake().query().get("transport"),
        "auth",
        socket.handshake().auth());
  }

  /** What the emitter does: the operation stands where others have none. */
  private void emit(EventArgs args) {
    RedisEmitter to = emitter.to(texts(args, 2)).except(texts(args, ARGUMENTS));
    String first = String.valueOf(args.get(ARGUMENTS + 1));
    switch (args.get(1, String.class)) {
      case "emit" -> to.emit(first, from(args, ARGUMENTS + 2)).join();
      case "join" -> to.socketsJoin(first).join();
      case "leave" -> to.socketsLeave(first).join();
      case "disconnect" -> to.disconnectSockets(Boolean.parseBoolean(first)).join();
      case "serverSide" -> to.serverSideEmit(first, from(args, ARGUMENTS + 2)).join();
      default -> throw new IllegalArgumentException("no operation of the emitter");
    }
  }

  private static String[] texts(EventArgs args, int index) {
    return args.get(index, TEXTS).toArray(String[]::new);
  }

  private static String[] names(EventArgs args) {
    return args.toList().stream().skip(ARGUMENTS).map(String::valueOf).toArray(String[]::new);
  }

  private static Object[] from(EventArgs args, int index) {
    return args.toList().stream().skip(index).toArray();
  }

  private static List<Object> first(List<EventArgs> answers) {
    List<Object> all = new ArrayList<>();
    answers.forEach(answer -> all.add(answer.get(0)));
    return all;
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
