/**
 * Packets as the npm package {@code socket.io-msgpack-parser} writes and reads them: {@link
 * io.roomcast.codec.msgpack.MsgpackCodec}. Its {@link io.roomcast.codec.msgpack.MessagePackReader}
 * and {@link io.roomcast.codec.msgpack.MessagePackWriter} serve whoever else speaks MessagePack to
 * Socket.IO.
 */
package io.roomcast.codec.msgpack;
