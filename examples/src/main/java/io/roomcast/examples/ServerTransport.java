package io.roomcast.examples;

import io.roomcast.spi.transport.Transport;
import io.roomcast.transport.javawebsocket.JavaWebSocketTransport;
import io.roomcast.transport.netty.NettyTransport;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The network bindings on which the chat can run; which one it is nobody notices. */
public enum ServerTransport {
  /** The light default. */
  JAVA_WEBSOCKET("java-websocket"),

  /** For large installations. */
  NETTY("netty");

  private final String label;

  ServerTransport(String label) {
    this.label = label;
  }

  /**
   * The transport of a name, as one types it.
   *
   * @param label for example {@code java-websocket}
   * @return the transport
   * @throws IllegalArgumentException if there is none; the message lists those that there are
   */
  public static ServerTransport named(String label) {
    return Arrays.stream(values())
        .filter(transport -> transport.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "There is no transport \"" + label + "\"; there is " + labels() + "."));
  }

  /**
   * Makes it.
   *
   * @param address where it is to listen
   * @return not started
   */
  public Transport on(InetSocketAddress address) {
    return switch (this) {
      case JAVA_WEBSOCKET -> JavaWebSocketTransport.on(address);
      case NETTY -> NettyTransport.on(address);
    };
  }

  private static String labels() {
    return Arrays.stream(values())
        .map(ServerTransport::toString)
        .collect(Collectors.joining(" and "));
  }

  /** The name, as one types it. */
  @Override
  public String toString() {
    return label;
  }
}
