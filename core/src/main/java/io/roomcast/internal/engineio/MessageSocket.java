package io.roomcast.internal.engineio;

import io.roomcast.engineio.CloseReason;
import io.roomcast.engineio.EngineSocket;
import io.roomcast.engineio.MessageSender;
import io.roomcast.engineio.Registration;
import io.roomcast.engineio.SendResult;
import io.roomcast.internal.concurrent.SerialQueue;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A session whose messages go to the application's own listeners, in the order of one queue. */
final class MessageSocket extends SessionView implements EngineSocket, SessionListener {
  private final SerialQueue queue;
  private final Consumer<Throwable> failed;
  private final Runnable over;
  private final MessageSender sender;
  private final Listeners<String> onText = new Listeners<>();
  private final Listeners<ByteBuffer> onBinary = new Listeners<>();

  /**
   * {@code queue} pauses the session while too much waits in it; {@code over} is called when the
   * last listener has run.
   */
  MessageSocket(
      EngineSession session, SerialQueue queue, Consumer<Throwable> failed, Runnable over) {
    super(session, session, queue);
    this.queue = queue;
    this.failed = failed;
    this.over = over;
    this.sender = new Sender(session, false, true);
  }

  // ---- in

  @Override
  public Registration onText(Consumer<String> listener) {
    return onText.add(listener);
  }

  @Override
  public Registration onBinary(Consumer<ByteBuffer> listener) {
    return onBinary.add(bytes -> listener.accept(bytes.asReadOnlyBuffer()));
  }

  @Override
  public void onText(String text) {
    queue.execute(() -> onText.tell(text, failed), text.length());
  }

  @Override
  public void onBinary(ByteBuffer bytes) {
    int size = bytes.remaining();
    queue.execute(() -> onBinary.tell(bytes, failed), size);
  }

  @Override
  public void onClosed(CloseReason reason, @Nullable Throwable cause) {
    // a listener that runs before may add one for the end, which then stands behind this
    queue.execute(() -> queue.execute(over));
  }

  // ---- out

  @Override
  public SendResult send(String text) {
    return sender.send(text);
  }

  @Override
  public SendResult send(ByteBuffer bytes) {
    return sender.send(bytes);
  }

  @Override
  public MessageSender asVolatile() {
    return sender.asVolatile();
  }

  @Override
  public MessageSender compress(boolean on) {
    return sender.compress(on);
  }

  private record Sender(EngineSession session, boolean isVolatile, boolean compress)
      implements MessageSender {
    @Override
    public SendResult send(String text) {
      return send(EngineMessage.text(text));
    }

    @Override
    public SendResult send(ByteBuffer bytes) {
      return send(EngineMessage.binary(bytes));
    }

    private SendResult send(EngineMessage message) {
      List<EngineMessage> unit = List.of(compress ? message : message.uncompressed());
      return isVolatile ? session.sendVolatile(unit) : session.send(unit);
    }

    @Override
    public MessageSender asVolatile() {
      return new Sender(session, true, compress);
    }

    @Override
    public MessageSender compress(boolean on) {
      return new Sender(session, isVolatile, on);
    }
  }
}
