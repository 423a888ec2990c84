import org.jspecify.annotations.NullMarked;

/**
 * Tests without a network, and the compatibility kits for transports and adapters. A module for
 * Tests without a network, and the compatibility kits for transports and codecs. A module for
 * tests: it brings JUnit Jupiter and AssertJ along.
 */
@NullMarked
module io.roomcast.testkit {
  requires transitive io.roomcast;
  requires transitive org.junit.jupiter.api;
  requires org.assertj.core;
  requires org.slf4j;
  requires static org.jspecify;

  exports io.roomcast.testkit;

  exports io.roomcast.testkit.adapter;
  exports io.roomcast.testkit.codec;
  exports io.roomcast.testkit.peer;
  exports io.roomcast.testkit.transport;
  opens io.roomcast.testkit.adapter to
  opens io.roomcast.testkit.codec to
      org.junit.platform.commons;
  opens io.roomcast.testkit.transport to
      org.junit.platform.commons;
}
