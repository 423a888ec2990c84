package io.roomcast.internal.engineio;

import io.roomcast.spi.transport.OutboundMessage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An outgoing packet of any type, in the forms that the transports need. Made once and shared by
 * all receivers of a broadcast. The text form of a text packet is the same on both transports; a
 * binary message is raw on WebSocket and {@code b} with base64 on polling (EIO-25, EIO-26). Where
 * there are clients of revision 3, they have forms of their own.
 */
public final class EngineMessage {
  private final OutboundMessage webSocketForm;
  private volatile @Nullable OutboundPayload pollingForm; // a race only makes it twice
  private volatile @Nullable CountedForms countedForms; // as above

  private EngineMessage(OutboundMessage webSocketForm) {
    this.webSocketForm = webSocketForm;
  }

  /** A {@code message} packet with text. */
  public static EngineMessage text(String text) {
    return raw("4" + text);
  }

  /** A {@code message} packet with bytes, which must not change afterwards. */
  public static EngineMessage binary(ByteBuffer bytes) {
    return new EngineMessage(OutboundMessage.binary(bytes));
  }

  /** The same packet, not to be compressed on its way. */
  public EngineMessage uncompressed() {
    return webSocketForm.compress() ? new EngineMessage(webSocketForm.uncompressed()) : this;
  }

  /** Any other text packet: its type digit and its data. */
  static EngineMessage raw(String packet) {
    return new EngineMessage(OutboundMessage.text(packet));
  }

  OutboundMessage webSocketForm() {
    return webSocketForm;
  }

  /** What a poll is answered with, if this is its only packet. */
  OutboundPayload pollingForm() {
    OutboundPayload made = pollingForm;
    if (made == null) {
      made = new OutboundPayload(webSocketForm.isText() ? webSocketForm.payload() : base64());
      pollingForm = made;
    }
    return made;
  }

  private ByteBuffer base64() {
    ByteBuffer base64 = Base64.getEncoder().encode(webSocketForm.payload());
    return ByteBuffer.allocate(1 + base64.remaining()).put((byte) 'b').put(base64).flip();
  }

  /** For clients of revision 3. */
  CountedForms countedForms() {
    CountedForms made = countedForms;
    if (made == null) {
      made = new CountedForms(webSocketForm);
      countedForms = made;
    }
    return made;
  }

  /** Whether one packet at least does not forbid it (EIO-47). */
  static boolean mayBeCompressed(List<EngineMessage> packets) {
    for (EngineMessage packet : packets) {
      if (packet.webSocketForm.compress()) {
        return true;
      }
    }
    return false;
  }

  /** What messages that wait for a transport count there, against the limit of their session. */
  public static long cost(List<EngineMessage> unit) {
    return WriteBuffer.cost(unit);
  }

  /** Bytes of the payload, by which queues are bounded. */
  public int length() {
    return webSocketForm.length();
  }

  @Override
  public String toString() {
    return webSocketForm.isText()
        ? StandardCharsets.UTF_8.decode(webSocketForm.payload()).toString()
        : "binary of " + webSocketForm.length() + " bytes";
  }
}
