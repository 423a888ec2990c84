import org.jspecify.annotations.NullMarked;

/** The transport that serves HTTP and WebSocket on one port with Java-WebSocket. */
@NullMarked
module io.roomcast.transport.javawebsocket {
  requires transitive io.roomcast;
  requires org.eclipse.jetty.http;
  requires org.java_websocket;
  requires org.slf4j;
  requires static org.jspecify;

  exports io.roomcast.transport.javawebsocket;
}
