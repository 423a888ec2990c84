package io.roomcast;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import io.roomcast.engineio.EngineOptions;
import io.roomcast.engineio.EngineOptionsBuilder;
import io.roomcast.engineio.HttpCompression;
import io.roomcast.engineio.SessionIds;
import io.roomcast.engineio.TransportName;
import io.roomcast.engineio.TrustedProxies;
import io.roomcast.spi.adapter.RoomAdapter;
import io.roomcast.spi.codec.CodecLimits;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.Transport;
import io.roomcast.testing.FakeTransport;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The tables name every option there is, so that a new one is not forgotten. */
class OptionsTest {
  private static final Map<String, Object> OF_SERVER =
      Map.ofEntries(
          entry("limits", Limits.defaults()),
          entry("engine", EngineOptions.defaults()),
          entry("connectTimeout", Duration.ofSeconds(45)),
          entry("packetTimeout", Duration.ofSeconds(30)),
          entry("stopTimeout", Duration.ofSeconds(10)),
          entry("ackTimeout", Duration.ofSeconds(30)),
          entry("maxPendingAcks", 1000),
          entry("maxRoomsPerSocket", 1000),
          entry("maxRoomNameLength", 256),
          entry("maxNamespaceNameLength", 256),
          entry("maxEventNameLength", 256),
          entry("maxAuthBytes", 16_384),
          entry("maxNamespacesPerClient", 100),
          entry("maxDynamicNamespaces", 10_000),
          entry("cleanupEmptyChildNamespaces", false),
          entry("maxQueuedEventBytes", 1 << 20),
          entry("maxQueuedEvents", 1000),
          entry("codecLimits", new CodecLimits(10, 64, 4_000_000, 100_000)),
          entry("codec", Optional.empty()),
          entry("executor", Optional.empty()),
          entry("maxHandlerThreads", 256),
          entry("errorHandler", Optional.empty()),
          entry("httpHandlers", List.of()),
          entry("serveClient", true),
          entry("connectionStateRecovery", Optional.empty()));

  private static final Map<String, Object> OF_ENGINE =
      Map.ofEntries(
          entry("path", "/socket.io"),
          entry("addTrailingSlash", true),
          entry("pingInterval", Duration.ofSeconds(25)),
          entry("pingTimeout", Duration.ofSeconds(20)),
          entry("upgradeTimeout", Duration.ofSeconds(10)),
          entry("pollingCloseTimeout", Duration.ofSeconds(30)),
          entry("handshakeTimeout", Duration.ofSeconds(10)),
          entry("maxPayload", 1_000_000),
          entry("maxQueuedBytes", 8 << 20),
          entry("maxQueuedPackets", 1 << 16),
          entry("maxSessions", 100_000),
          entry("maxSessionsPerAddress", Integer.MAX_VALUE),
          entry("maxPendingHandshakes", 1000),
          entry("maxHandshakesPerSecond", 2000),
          entry("maxHandshakesPerSecondPerAddress", Integer.MAX_VALUE),
          entry("transports", Set.of(TransportName.POLLING, TransportName.WEBSOCKET)),
          entry("allowUpgrades", true),
          entry("allowEIO3", false),
          entry("httpCompression", Optional.of(new HttpCompression(1024))),
          entry("perMessageDeflate", Optional.empty()),
          entry("cors", Optional.empty()),
          entry("trustedProxies", TrustedProxies.none()),
          entry("cookie", Optional.empty()),
          entry("admission", Optional.empty()),
          entry("middlewares", List.of()),
          entry("initialHeaders", Optional.empty()),
          entry("initialPacket", Optional.empty()));

  private static ServerOptions defaults(Transport transport) {
    return Server.builder().transport(transport).build().options();
  }

  /** Every option with its value. */
  private static Map<String, Object> values(Object options) throws ReflectiveOperationException {
    Map<String, Object> values = new TreeMap<>();
    for (Method method : options.getClass().getDeclaredMethods()) {
      boolean option =
          Modifier.isPublic(method.getModifiers())
              && !Modifier.isStatic(method.getModifiers())
              && method.getParameterCount() == 0
              && method.getReturnType() != EngineOptionsBuilder.class
              && !method.isSynthetic()
              && !method.getName().equals("toString");
      if (option) {
        values.put(method.getName(), method.invoke(options));
      }
    }
    return values;
  }

  @Test
  @DisplayName("API-1 the options of a server, and their defaults")
  void server() throws ReflectiveOperationException {
    Transport transport = new FakeTransport();
    Map<String, Object> values = values(defaults(transport));

    assertThat(values.remove("transport")).isSameAs(transport);
    assertThat(values.remove("adapter")).hasSameClassAs(RoomAdapter.Factory.inMemory());
    Gson gson = (Gson) values.remove("gson");
    assertThat(gson.fieldNamingStrategy()).isEqualTo(FieldNamingPolicy.IDENTITY);
    assertThat(gson.serializeNulls()).isFalse();
    assertThat(values).containsExactlyInAnyOrderEntriesOf(OF_SERVER);
  }

  @Test
  @DisplayName("EIO-5 the options of the engine, and their defaults")
  void engine() throws ReflectiveOperationException {
    Map<String, Object> values = values(EngineOptions.defaults());

    assertThat(values.remove("sessionIds")).hasSameClassAs(SessionIds.random());
    assertThat(values.remove("onHandshakeError")).isInstanceOf(Consumer.class);
    assertThat(values).containsExactlyInAnyOrderEntriesOf(OF_ENGINE);
    assertThat(values(EngineOptions.builder().build())).containsAllEntriesOf(OF_ENGINE);
  }

  @Test
  @DisplayName("SEC-19 sessions that join no namespace do not fill the server, whoever opens them")
  void sessionsWithoutNamespace() {
    ServerOptions options = defaults(new FakeTransport());
    EngineOptions engine = options.engine();
    long secondsEach = options.connectTimeout().toSeconds() + 1; // the first has a burst
    assertThat(engine.maxHandshakesPerSecond() * secondsEach).isLessThan(engine.maxSessions());
  }

  @Test
  @DisplayName("API-1 a packet may have four times maxPayload, unless codecLimits says otherwise")
  void derivedCodecLimits() {
    Server server =
        Server.builder()
            .transport(new FakeTransport())
            .engine(engine -> engine.maxPayload(1000))
            .build();

    assertThat(server.options().codecLimits())
        .isEqualTo(CodecLimits.defaults().withMaxPacketBytes(4000));
  }
}
