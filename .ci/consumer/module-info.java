/** The README's example as a module of its own. */
module com.example.chat {
  requires io.roomcast.transport.javawebsocket;
}
