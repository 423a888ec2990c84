package io.roomcast.internal.json;

import com.google.gson.Gson;
import io.roomcast.spi.codec.CodecLimits;
import io.roomcast.spi.codec.Message;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketCodec;
import io.roomcast.spi.codec.PacketDecoder;
import java.util.List;

/**
 * The default codec: packets as text, JSON by the application's Gson, byte arrays as binary
 * messages that follow the text.
 *
 * <p>How a value comes in. {@link JsonText} parses strictly into the neutral form (lists, maps,
 * strings, numbers, …); in a packet with attachments {@link Attachments} then puts a {@code byte[]}
 * in place of each placeholder. Only when the application asks for a type does Gson see the value:
 * {@link Conversion} makes a JSON tree of it, fresh for each conversion, in which a {@code byte[]}
 * is a JSON number of the private class {@link Attachment}. No JSON text makes one of those, so a
 * client can neither forge an attachment nor reach one of another packet.
 *
 * <p>How a value goes out. {@link ValueWriter} is the {@code JsonWriter} that Gson's adapters write
 * to. It writes as {@code JSON.stringify} does, bounds the depth, and collects each {@link
 * Attachment} that passes, leaving a placeholder.
 *
 * <p>What Gson would do is kept except where it would guess: see {@link StrictAdapters}, {@link
 * ContainerAdapters} and {@link ExtraAdapters}.
 */
public final class JsonCodec implements PacketCodec {
  private final Conversion conversion;
  private final PacketWriter writer;

  /** With the default depth. */
  public JsonCodec(Gson gson) {
    this(gson, CodecLimits.defaults());
  }

  /**
   * With the depth of {@code outgoing} for what the server sends; the decoders are given their own.
   */
  public JsonCodec(Gson gson, CodecLimits outgoing) {
    GsonSettings settings = GsonSettings.of(gson);
    this.conversion = new Conversion(settings);
    this.writer = new PacketWriter(settings, outgoing.maxDepth());
  }

  @Override
  public List<Message> encode(Packet packet) {
    return writer.write(packet);
  }

  @Override
  public PacketDecoder decoder(CodecLimits limits) {
    return new JsonDecoder(conversion, limits);
  }
}
