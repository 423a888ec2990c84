import org.jspecify.annotations.NullMarked;

/** The group chat and the room chat. */
@NullMarked
module io.roomcast.examples {
  requires io.roomcast;
  requires io.roomcast.transport.javawebsocket;
  requires org.slf4j;
  requires static org.jspecify;
}
