/**
 * Socket.IO packets in MessagePack; the way in is {@link
 * io.roomcast.codec.msgpack.MsgpackCodec#factory()}.
 */
@org.jspecify.annotations.NullMarked
module io.roomcast.codec.msgpack {
  requires transitive io.roomcast;
  requires static org.jspecify;

  exports io.roomcast.codec.msgpack;
}
