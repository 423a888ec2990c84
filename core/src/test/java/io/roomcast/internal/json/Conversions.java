package io.roomcast.internal.json;

import com.google.gson.Gson;
import com.google.gson.annotations.SerializedName;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.CodecLimits;
import io.roomcast.spi.codec.PacketDecoder;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Types that values are converted to, and arguments as clients send them. */
@SuppressWarnings({"ArrayRecordComponent", "JavaUtilDate"}) // what applications write
final class Conversions {
  static final String IMAGE = "{\"_placeholder\":true,\"num\":0}";

  private Conversions() {}

  enum Suit {
    HEARTS,
    @SerializedName("spade")
    SPADES
  }

  record Order(String id, int count, Integer discount, List<String> lines) {}

  record Picture(String name, byte[] content) {}

  record Album(Map<String, List<Picture>> byTopic, ByteBuffer cover, Optional<byte[]> back) {}

  record Node(Node next) {}

  record Checked(String name) {
    Checked {
      if (name == null) {
        throw new IllegalArgumentException("a name, please");
      }
    }
  }

  record Loose(Object anything) {}

  record Parsed(UUID uuid, Date date, Instant instant, URI uri, char chr, int name) {}

  static final class Account {
    String owner = "nobody";
    long cents;
    transient String secret;
  }

  static PacketDecoder decoder(Gson gson) {
    return new JsonCodec(gson).decoder(CodecLimits.defaults());
  }

  static Arguments argument(String json) {
    return argument(new Gson(), json);
  }

  static Arguments argument(Gson gson, String json) {
    return decoder(gson).text("2[\"event\"," + json + "]").orElseThrow().data();
  }

  static Arguments binary(String json) {
    return binary(new Gson(), json);
  }

  static Arguments binary(Gson gson, String json) {
    PacketDecoder decoder = decoder(gson);
    decoder.text("51-[\"event\"," + json + "]");
    return decoder.binary(ByteBuffer.wrap(new byte[] {1, 2})).orElseThrow().data();
  }
}
