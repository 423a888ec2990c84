package io.roomcast.testkit;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.roomcast.Server;
import io.roomcast.engineio.EngineOptions;
import io.roomcast.spi.transport.Headers;
import io.roomcast.testkit.peer.Peer;
import java.net.InetAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link TestClient} introduces itself. Not thread-safe; may be used several times.
 *
 * <p>Example: {@link TestClient#to}.
 */
public final class TestClientBuilder {
  private final Server server;
  private final @Nullable Peer peer;
  private final StringBuilder query = new StringBuilder();
  private ClientTransport transport = ClientTransport.WEBSOCKET;
  private String namespace = "/";
  private @Nullable Object auth;
  private @Nullable TestClient lost;
  private Headers headers = Headers.none();
  private InetAddress address = InetAddress.getLoopbackAddress();
  private Duration timeout = Duration.ofSeconds(5);
  private @Nullable Consumer<ReceivedEvent> listener;
  private Gson gson;

  /** Without a peer the server is on an {@link InMemoryTransport}. */
  TestClientBuilder(Server server, @Nullable Peer peer) {
    this.server = server;
    this.peer = peer;
    this.gson = server.options().gson();
  }

  /**
   * How it talks to the server. Default {@link ClientTransport#WEBSOCKET}.
   *
   * @param value the transport
   * @return this
   */
  public TestClientBuilder transport(ClientTransport value) {
    transport = value;
    return this;
  }

  /**
   * The namespace to join. Default {@code /}.
   *
   * @param value its name; a missing leading {@code /} is added
   * @return this
   */
  public TestClientBuilder namespace(String value) {
    namespace = value.startsWith("/") ? value : "/" + value;
    return this;
  }

  /**
   * What the server finds as {@code handshake().auth()}. Default nothing.
   *
   * @param value a map, or a record or class that becomes a JSON object
   * @return this
   */
  public TestClientBuilder auth(Object value) {
    auth = value;
    return this;
  }

  /**
   * It is a client that had lost its connection, and asks to go on where it was, as official
   * clients do by themselves: see {@link io.roomcast.ConnectionStateRecovery}. Whether it does,
   * {@link io.roomcast.Socket#recovered()} tells. Default a new one.
   *
   * <pre>{@code
   * client.loseConnection().awaitDisconnect();
   * TestClient again = TestClient.to(io).recovering(client).connect();
   * }</pre>
   *
   * @param client what it was before, perhaps on another server of a cluster
   * @return this
   */
  public TestClientBuilder recovering(TestClient client) {
    lost = client;
    return this;
  }

  /**
   * Adds a header to every request. Default none.
   *
   * @param name the header's name
   * @param value its value
   * @return this
   */
  public TestClientBuilder header(String name, String value) {
    headers = headers.plus(Headers.of(name, value));
    return this;
  }

  /**
   * Adds a parameter to the query of every request. Default none.
   *
   * @param name the parameter's name
   * @param value its value
   * @return this
   */
  public TestClientBuilder query(String name, String value) {
    query.append('&').append(encoded(name)).append('=').append(encoded(value));
    return this;
  }

  /**
   * Where it seems to come from. Default the loopback address; with a {@linkplain
   * TestClient#to(Server, Peer) peer} of the test's own, the peer decides.
   *
   * @param value what the server finds as {@code handshake().remoteAddress()}, with some port
   * @return this
   */
  public TestClientBuilder address(InetAddress value) {
    address = value;
    return this;
  }

  /**
   * How long the client waits for anything before it fails the test. Default 5 s.
   *
   * @param value the limit
   * @return this
   */
  public TestClientBuilder timeout(Duration value) {
    timeout = value;
    return this;
  }

  /**
   * Hands each event of the namespace over as it arrives, instead of keeping it for {@link
   * TestClient#await}: for tests with more events than fit into memory, or whose client answers by
   * itself. Default none, and all events are kept.
   *
   * @param value called with one event after the other, in order, on the thread that receives: it
   *     must not block
   * @return this
   */
  public TestClientBuilder onEvent(Consumer<ReceivedEvent> value) {
    listener = value;
    return this;
  }

  /**
   * Converts values. Default the server's own.
   *
   * @param value converts what is sent and received
   * @return this
   */
  public TestClientBuilder gson(Gson value) {
    gson = value;
    return this;
  }

  /**
   * Connects, and waits until the server has let it in: broadcasts reach it from then on. Listeners
   * of the connection may still be at work; {@link TestClient#settle} waits for them.
   *
   * @return connected
   * @throws ConnectErrorException if the server refuses
   * @throws AssertionError if nothing happens within the timeout
   */
  public TestClient connect() {
    ClientConnection connection = open();
    TestClient client = join(connection);
    Awaited.result(connection.settled(), timeout, () -> client + " was not upgraded");
    return client;
  }

  /** Opens a connection, and begins to upgrade it where that is wanted. */
  ClientConnection open() {
    EngineOptions engine = server.options().engine();
    ClientConnection connection =
        new ClientConnection(
            peer == null ? memory().peer(address) : peer,
            engine.addTrailingSlash() ? engine.path() + "/" : engine.path(),
            query.toString(),
            headers,
            gson);
    Awaited.result(
        connection.open(transport),
        timeout,
        () -> "the connection was not opened" + InMemoryTransport.troubleOf(server));
    return connection;
  }

  /** Joins the namespace. */
  TestClient join(ClientConnection connection) {
    TestClient before = lost;
    return before == null
        ? TestClient.join(server, connection, namespace, auth, timeout, listener, null)
        : TestClient.join(
            server, connection, namespace, with(before), timeout, listener, before.offset());
  }

  private InMemoryTransport memory() {
    return (InMemoryTransport) server.options().transport();
  }

  /** The auth, and beside it what official clients put there. */
  private JsonObject with(TestClient before) {
    JsonObject all = auth == null ? new JsonObject() : gson.toJsonTree(auth).getAsJsonObject();
    before.ticket().entrySet().forEach(each -> all.add(each.getKey(), each.getValue()));
    return all;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
