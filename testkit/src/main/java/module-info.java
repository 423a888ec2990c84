import org.jspecify.annotations.NullMarked;

/** An in-memory transport for tests without a network, and the compatibility kits. */
@NullMarked
module io.roomcast.testkit {
  requires transitive io.roomcast;
  requires transitive org.junit.jupiter.api;
  requires org.assertj.core;
  requires static org.jspecify;
}
