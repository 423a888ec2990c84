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
 * to. It bounds the depth and calls {@link JsonSink}, which writes as {@code JSON.stringify} does
 * and collects binary, leaving a placeholder.
 *
 * <p>Other codecs share all of it but the text, by way of {@link GsonMapping}: a sink of their own
 * takes the place of {@link JsonSink}, {@link NeutralBuilder} that of {@link JsonText}.
 *
 * <p>What Gson would do is kept except where it would guess: see {@link StrictAdapters}, {@link
 * ContainerAdapters} and {@link ExtraAdapters}.
 */
public final class JsonCodec implements PacketCodec {
  private final Conversion conversion;
  private final PacketWriter writer;

  /** With the default depth. */
  public JsonCodec(Gson gson) {
    this(new GsonMapping(gson, CodecLimits.defaults().maxDepth()));
  }

  /** With what converts the values; the decoders are given their limits. */
  public JsonCodec(GsonMapping values) {
    this.conversion = values.conversion();
    this.writer = new PacketWriter(values);
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
