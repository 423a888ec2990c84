package io.roomcast.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.roomcast.engineio.TransportName;
import io.roomcast.examples.ServerTransport;
import io.socket.client.Ack;
import io.socket.client.IO;
import io.socket.client.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The official Java client against a real server, over each of its transports and of ours. */
@DisplayName("The official Java client")
@ParameterizedClass(name = "of {0} over {1}")
@MethodSource("servers")
class JavaClientIT {
  private final ServerTransport serverTransport;
  private final String transports;
  private final List<Socket> sockets = new ArrayList<>();
  private ConformanceServer server;

  JavaClientIT(ServerTransport serverTransport, String transports) {
    this.serverTransport = serverTransport;
    this.transports = transports;
  }

  static Stream<Arguments> servers() {
    return TransportsUnderTest.each("polling", "websocket", "polling,websocket");
  }

  @BeforeEach
  void start() {
    server = new ConformanceServer(serverTransport);
  }

  @AfterEach
  void stop() {
    sockets.forEach(Socket::close);
    server.close();
  }

  @Test
  @DisplayName("is answered what it sent, Korean and emoji intact")
  void ack() throws InterruptedException {
    assertThat(ask(connected("/"), "ack", "안녕 👋", 1, true)).containsExactly("안녕 👋", 1, true);
  }

  @Test
  @DisplayName("sends and receives bytes inside objects")
  void binary() throws Exception {
    Object[] answer =
        ask(connected("/"), "ack", new JSONObject().put("bytes", new byte[] {1, 2, 3}));
    assertThat((byte[]) ((JSONObject) answer[0]).get("bytes")).containsExactly(1, 2, 3);
  }

  @Test
  @DisplayName("answers the server's question, on which a handler blocks")
  void answers() throws InterruptedException {
    Socket socket = connected("/");
    socket.on("question", args -> ((Ack) args[args.length - 1]).call(args[0] + "!"));
    assertThat(ask(socket, "ask", "really")).containsExactly("really!");
  }

  @Test
  @DisplayName("hears what is said in its room, and only that")
  void rooms() throws Exception {
    Socket speaker = connected("/");
    Socket member = connected("/");
    Socket outsider = connected("/");
    BlockingQueue<Object> heard = queueOf(member, "said");
    BlockingQueue<Object> overheard = queueOf(outsider, "said");
    ask(member, "join", "tea");
    speaker.emit("say", new JSONObject().put("room", "tea").put("text", "milk?"));
    assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("milk?");
    ask(outsider, "ack");
    assertThat(overheard).isEmpty();
  }

  @Test
  @DisplayName("receives two hundred events in order")
  void order() throws InterruptedException {
    Socket socket = connected("/");
    BlockingQueue<Object> heard = queueOf(socket, "echo");
    for (int i = 0; i < 200; i++) {
      socket.emit("echo", i);
    }
    List<Object> seen = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      seen.add(heard.poll(20, TimeUnit.SECONDS));
    }
    assertThat(seen).isEqualTo(IntStream.range(0, 200).boxed().toList());
  }

  @Test
  @DisplayName("is refused by a middleware with its message")
  void refused() throws InterruptedException {
    Socket socket = socket("/secret");
    BlockingQueue<Object> errors = queueOf(socket, Socket.EVENT_CONNECT_ERROR);
    socket.connect();
    assertThat(errors.poll(20, TimeUnit.SECONDS))
        .hasToString("{\"data\":{\"code\":401},\"message\":\"not authorised\"}");
  }

  @Test
  @DisplayName("leaves nothing behind when it goes")
  void leaves() throws InterruptedException {
    Socket socket = connected("/");
    ask(socket, "join", "tea");
    socket.close();
    await()
        .untilAsserted(
            () -> {
              assertThat(server.io().clientsCount()).isZero();
              assertThat(server.io().sockets()).isEmpty();
              assertThat(server.io().rooms()).isEmpty();
            });
  }

  @Test
  @DisplayName("ends on the transport that it asked for")
  void transport() throws InterruptedException {
    Socket socket = connected("/");
    TransportName last =
        transports.endsWith("websocket") ? TransportName.WEBSOCKET : TransportName.POLLING;
    await()
        .untilAsserted(() -> assertThat(ask(socket, "transport")).containsExactly(last.wireName()));
  }

  private Socket socket(String namespace) {
    IO.Options options =
        IO.Options.builder().setTransports(transports.split(",", -1)).setForceNew(true).build();
    Socket socket = IO.socket(URI.create(server.url() + namespace), options);
    sockets.add(socket);
    return socket;
  }

  private Socket connected(String namespace) throws InterruptedException {
    Socket socket = socket(namespace);
    BlockingQueue<Object> connects = new ArrayBlockingQueue<>(10);
    socket.on(Socket.EVENT_CONNECT, args -> connects.add("connected"));
    socket.connect();
    assertThat(connects.poll(20, TimeUnit.SECONDS)).isEqualTo("connected");
    return socket;
  }

  private static BlockingQueue<Object> queueOf(Socket socket, String event) {
    BlockingQueue<Object> queue = new ArrayBlockingQueue<>(1000);
    socket.on(event, args -> queue.add(args[0]));
    return queue;
  }

  private static Object[] ask(Socket socket, String event, Object... args)
      throws InterruptedException {
    BlockingQueue<Object[]> answers = new ArrayBlockingQueue<>(1);
    socket.emit(event, args, answers::add);
    Object[] answer = answers.poll(20, TimeUnit.SECONDS);
    assertThat(answer).as("answer to " + event).isNotNull();
    return answer;
  }
}
