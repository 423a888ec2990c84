package io.roomcast.e2e.documentation;

import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslContext;
import io.roomcast.Handshake;
import io.roomcast.Namespace;
import io.roomcast.Room;
import io.roomcast.Server;
import io.roomcast.Socket;
import io.roomcast.engineio.EngineOptionsBuilder;
import io.roomcast.engineio.EngineServer;
import io.roomcast.spi.adapter.EmitFlags;
import io.roomcast.spi.adapter.LocalRooms;
import io.roomcast.spi.adapter.Selection;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketCodec;
import io.roomcast.spi.codec.ValueMapping;
import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.Transport;
import io.roomcast.spi.transport.WebSocketConnection;
import io.roomcast.spi.transport.wire.FrameDecoder;
import io.roomcast.testkit.TestClient;
import io.roomcast.testkit.peer.Peer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The names that an example in the documentation may use without saying where they come from: what
 * the library hands to the reader, and the reader's own application, a chat and a shop. All else an
 * example declares itself. Examples are compiled and not run, so there is nothing behind the names.
 */
@SuppressWarnings("unused") // by examples
public abstract class World {

  // Socket.IO
  protected static final Server io = nothing(Server.class);
  protected static final Namespace chat = nothing(Namespace.class);
  protected static final Room lobby = nothing(Room.class);
  protected static final Socket socket = nothing(Socket.class);

  // Engine.IO
  protected static final EngineServer engine = nothing(EngineServer.class);
  protected static final EngineOptionsBuilder e = nothing(EngineOptionsBuilder.class);

  // HTTP, WebSocket and what is below
  protected static final int port = 8080;
  protected static final InetSocketAddress bound = nothing(InetSocketAddress.class);
  protected static final InetAddress address = nothing(InetAddress.class);
  protected static final SslContext sslContext = nothing(SslContext.class);
  protected static final EventLoopGroup group = nothing(EventLoopGroup.class);
  protected static final Transport transport = nothing(Transport.class);
  protected static final Limits limits = nothing(Limits.class);
  protected static final Exchange exchange = nothing(Exchange.class);
  protected static final WebSocketConnection connection = nothing(WebSocketConnection.class);
  protected static final List<WebSocketConnection> connections = List.of();
  protected static final FrameDecoder.Sink sink = nothing(FrameDecoder.Sink.class);
  protected static final ByteBuffer input = nothing(ByteBuffer.class);

  // packets, and where they go
  protected static final PacketCodec codec = nothing(PacketCodec.class);
  protected static final ValueMapping values = nothing(ValueMapping.class);
  protected static final String event = "order";
  protected static final Packet packet = nothing(Packet.class);
  protected static final LocalRooms local = nothing(LocalRooms.class);
  protected static final Selection selection = nothing(Selection.class);
  protected static final EmitFlags flags = nothing(EmitFlags.class);
  protected static final Duration timeout = nothing(Duration.class);
  protected static final List<Arguments> answers = List.of();

  // tests
  protected static final TestClient client = nothing(TestClient.class);
  protected static final Peer peer = nothing(Peer.class);

  // the application
  protected static final Shop shop = nothing(Shop.class);
  protected static final Order order = nothing(Order.class);
  protected static final Accounts accounts = nothing(Accounts.class);
  protected static final User user = nothing(User.class);
  protected static final Certificates certificates = nothing(Certificates.class);
  protected static final Bus bus = nothing(Bus.class);
  protected static final ScheduledExecutorService timer = nothing(ScheduledExecutorService.class);
  protected static final Logger log = nothing(Logger.class);

  /** Adds the chat's listeners to a server. */
  protected static void chat(Server io) {}

  /** What is bought. */
  public record Order(String item, int count) {}

  /** What the buyer gets for it. */
  public record Receipt(int number) {}

  /** Sells. */
  public interface Shop {
    Receipt place(Order order);

    CompletableFuture<Receipt> deliver(Order order);

    String price(String item);

    void withdraw(String item);

    boolean hasBranch(String name);

    byte[] script();
  }

  /** Who chats and buys. */
  public interface User {
    boolean mayUse(String event);
  }

  /** Knows them. */
  public interface Accounts {
    boolean knows(@Nullable Object token);

    void check(Handshake handshake);

    void checkMember(String tenant, Handshake handshake);

    CompletableFuture<Optional<User>> find(String token);
  }

  /** Knows the server's certificate, also a renewed one. */
  public interface Certificates {
    SSLContext load();
  }

  /** Carries messages between servers. */
  public interface Bus {
    CompletionStage<Void> publish(Object[] event, Selection to, EmitFlags flags);

    CompletionStage<Void> subscribe(Subscriber subscriber);

    void reply(String kind, Object value);

    /** Hears them. */
    interface Subscriber {
      void on(Object[] event, Selection to, EmitFlags flags);
    }
  }

  /** A transport of the reader's own. */
  public abstract static class MyTransport implements Transport {
    public static MyTransport on(InetSocketAddress address) {
      return nothing(MyTransport.class);
    }

    public static MyTransport onPort(int port) {
      return nothing(MyTransport.class);
    }

    public abstract MyTransport withTls(SSLContext context);
  }

  private static <T> T nothing(Class<T> type) {
    throw new IllegalStateException("examples are compiled, not run: no " + type.getName());
  }
}
