package io.roomcast.engineio;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * A session whose messages are the application's own: one client of an {@link EngineServer}.
 *
 * <p>All its listeners run one at a time on the server's executor, and may block: while {@link
 * EngineServerBuilder#maxQueuedMessages} messages wait for them, or as many bytes as {@link
 * EngineServerBuilder#maxQueuedMessageBytes}, the client is not read.
 *
 * <pre>{@code
 * engine.onSession(socket -> {
 *   socket.onText(item -> socket.send(shop.price(item)));
 *   socket.onClose((reason, cause) -> log.info("gone: {}", reason.text()));
 * });
 * }</pre>
 *
 * <p>Counterpart in Socket.IO: the {@code Socket} of {@code engine.io}.
 */
public interface EngineSocket extends ClientSession, MessageSender {

  /**
   * Adds a listener for text messages. Those that come before {@link EngineServer#onSession} has
   * returned wait for it; later ones that nobody listens to are lost.
   *
   * @param listener is given the text, empty where the message had none
   * @return takes it away again
   */
  Registration onText(Consumer<String> listener);

  /**
   * Adds a listener for binary messages, as {@link #onText}.
   *
   * @param listener is given a read-only buffer with a position of its own
   * @return takes it away again
   */
  Registration onBinary(Consumer<ByteBuffer> listener);
}
