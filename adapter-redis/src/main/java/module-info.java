import org.jspecify.annotations.NullMarked;

/**
 * Rooms across servers through Redis; the way in is {@link io.roomcast.adapter.redis.RedisAdapter}.
 */
@NullMarked
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"}) // Lettuce is no module
module io.roomcast.adapter.redis {
  requires transitive io.roomcast;
  requires transitive lettuce.core;
  requires io.netty.common;
  requires reactor.core;
  requires io.roomcast.codec.msgpack;
  requires org.slf4j;
  requires static org.jspecify;

  exports io.roomcast.adapter.redis;
}
