import org.jspecify.annotations.NullMarked;

/** The group chat and the room chat. */
@NullMarked
@SuppressWarnings("requires-automatic") // the embedded Redis is no module
module io.roomcast.examples {
  requires transitive io.roomcast;
  requires embedded.redis;
  requires io.roomcast.adapter.redis;
  requires io.roomcast.transport.javawebsocket;
  requires io.roomcast.transport.netty;
  requires org.slf4j;
  requires static org.jspecify;

  exports io.roomcast.examples;

  // the JSON library reads the records that the chats send
  opens io.roomcast.examples to
      com.google.gson;
}
