package io.roomcast.transport.javawebsocket;

import io.roomcast.spi.transport.WebSocketListener;
import io.roomcast.spi.transport.deflate.DeflateExtension;
import io.roomcast.spi.transport.wire.FrameHeader;
import io.roomcast.spi.transport.wire.Frames;
import io.roomcast.spi.transport.wire.WebSocketEndpoint;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** WebSocket on one connection, which keeps the input that is not wanted yet. */
final class WebSocketProtocol extends WebSocketEndpoint<ByteBuffer> implements Protocol {
  /** Each in one buffer, which nobody moves through: a queue takes a view of its own. */
  private static final Frames<ByteBuffer> FRAMES = new Frames<>(WebSocketProtocol::frame);

  private final Connection connection;

  /**
   * Creates it.
   *
   * @param deflate null where messages are not compressed
   */
  WebSocketProtocol(
      Connection connection, WebSocketListener listener, @Nullable DeflateExtension deflate) {
    super(connection, FRAMES, connection.limits(), listener, deflate);
    this.connection = connection;
  }

  private static ByteBuffer frame(int first, ByteBuffer payload) {
    int length = payload.remaining();
    return FrameHeader.of(first, length, length).put(payload).flip().asReadOnlyBuffer();
  }

  /** Sends the 101. */
  void begin(ByteBuffer switching) {
    CompletableFuture<Void> taken = new CompletableFuture<>();
    awaitSwitch(taken);
    connection.out().add(switching, taken);
    connection.flush();
  }

  @Override
  public void input(ByteBuffer bytes) {
    decode(bytes);
  }

  @Override
  public boolean endsAtOnce() {
    return false;
  }

  @Override
  public void outputEnded() {
    ended(null);
  }
}
