package io.roomcast.adapter.redis;

import static java.util.Objects.requireNonNull;

import com.google.gson.Gson;
import io.roomcast.Server;
import io.roomcast.codec.msgpack.MessagePackWriter;
import io.roomcast.codec.msgpack.MsgpackCodec;
import io.roomcast.codec.msgpack.NeutralCodec;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.CodecLimits;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketType;
import io.roomcast.spi.codec.ValueMapping;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.RequestHandler;
import io.roomcast.spi.transport.Transport;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The values of an application in neutral form, by the same conversion that servers have. */
final class EmitterValues {
  private static final CodecLimits LIMITS =
      new CodecLimits(0, 1000, Integer.MAX_VALUE, Integer.MAX_VALUE);
  private static final NeutralCodec NEUTRAL = new NeutralCodec(LIMITS);

  /** Of a server that is never started. */
  private static final Transport NONE =
      new Transport() {
        @Override
        public CompletionStage<InetSocketAddress> start(RequestHandler handler, Limits limits) {
          return CompletableFuture.failedFuture(new UnsupportedOperationException());
        }

        @Override
        public CompletionStage<Void> stop(Duration grace) {
          return CompletableFuture.completedFuture(null);
        }
      };

  private final ValueMapping mapping;

  /** The conversion is made when a server is built, which costs nothing but that. */
  EmitterValues(Gson gson) {
    AtomicReference<@Nullable ValueMapping> given = new AtomicReference<>();
    var unused =
        Server.builder()
            .transport(NONE)
            .gson(gson)
            .codec(
                values -> {
                  given.set(values);
                  return MsgpackCodec.factory().create(values);
                })
            .build();
    this.mapping = requireNonNull(given.get());
  }

  /**
   * The event's name and its arguments.
   *
   * @throws io.roomcast.spi.codec.EncodeException if a value cannot be encoded
   */
  List<?> of(String event, @Nullable Object @Nullable ... values) {
    List<@Nullable Object> all = new ArrayList<>();
    all.add(event);
    if (values == null) {
      all.add(null); // a lone null is one argument
    } else {
      all.addAll(Arrays.asList(values));
    }
    MessagePackWriter out = new MessagePackWriter();
    mapping.write(Packet.of(PacketType.EVENT, "/", Arguments.of(all.toArray())), out);
    return (List<?>) requireNonNull(NEUTRAL.fromMessagePack(ByteBuffer.wrap(out.toByteArray())));
  }
}
