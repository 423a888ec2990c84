package io.roomcast.bench.jmh;

import com.google.gson.Gson;
import io.roomcast.codec.msgpack.MsgpackCodec;
import io.roomcast.internal.json.GsonMapping;
import io.roomcast.internal.json.JsonCodec;
import io.roomcast.spi.codec.CodecLimits;
import io.roomcast.spi.codec.PacketCodec;

/** The codecs, as a server makes them. */
public enum Codec {
  /** The default. */
  JSON,
  /** MessagePack. */
  MSGPACK;

  PacketCodec create() {
    GsonMapping values = new GsonMapping(new Gson(), CodecLimits.defaults().maxDepth());
    return this == JSON ? new JsonCodec(values) : MsgpackCodec.factory().create(values);
  }
}
