/**
 * Roomcast: a Socket.IO server whose transports and rooms are pluggable. Applications use {@link
 * io.roomcast}; the {@code spi} packages are for those who plug something in.
 */
@org.jspecify.annotations.NullMarked
module io.roomcast {
  requires transitive com.google.gson;
  requires static transitive org.jspecify;
  requires org.slf4j;

  exports io.roomcast;
  exports io.roomcast.engineio;
  exports io.roomcast.http;
  exports io.roomcast.spi.adapter;
  exports io.roomcast.spi.adapter.cluster;
  exports io.roomcast.spi.client;
  exports io.roomcast.spi.codec;
  exports io.roomcast.spi.transport;
  exports io.roomcast.spi.transport.deflate;
  exports io.roomcast.spi.transport.wire;

  uses io.roomcast.spi.client.ClientBundle;
}
