package io.roomcast.examples;

import java.net.InetSocketAddress;
import java.util.Map;

/**
 * Where the application listens, and how.
 *
 * @param host a name or address of this machine; {@code 0.0.0.0} is all of them
 * @param port 0 is any free one
 * @param transport the network binding
 */
record Settings(String host, int port, ServerTransport transport) {
  static final String USAGE =
      """
      The chat listens on http://localhost:8080/ unless it is told otherwise:

        --host <name or address>   or the environment variable ROOMCAST_HOST; 0.0.0.0 lets others in
        --port <number>            or the environment variable ROOMCAST_PORT; 0 takes any free one
        --transport <name>         or the environment variable ROOMCAST_TRANSPORT; java-websocket
                                   unless told otherwise, or netty
      """;

  /**
   * Reads the settings. Arguments win over the environment.
   *
   * @throws IllegalArgumentException with a message for the person who typed them
   */
  static Settings of(String[] args, Map<String, String> environment) {
    String host = environment.getOrDefault("ROOMCAST_HOST", "localhost");
    String port = environment.getOrDefault("ROOMCAST_PORT", "8080");
    String transport =
        environment.getOrDefault("ROOMCAST_TRANSPORT", ServerTransport.JAVA_WEBSOCKET.toString());
    for (int i = 0; i < args.length; i += 2) {
      if (i + 1 == args.length) {
        throw new IllegalArgumentException("A value is missing after " + args[i] + ".");
      }
      switch (args[i]) {
        case "--host" -> host = args[i + 1];
        case "--port" -> port = args[i + 1];
        case "--transport" -> transport = args[i + 1];
        default -> throw new IllegalArgumentException("There is no option " + args[i] + ".");
      }
    }
    return new Settings(host, portNumber(port), ServerTransport.named(transport));
  }

  InetSocketAddress address() {
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new IllegalArgumentException("There is no host \"" + host + "\".");
    }
    return address;
  }

  /** Of the server that was started as the nth, from 1: on the next ports, or on any free ones. */
  Settings onNode(int number) {
    return new Settings(host, port == 0 ? 0 : portNumber("" + (port + number - 1)), transport);
  }

  /** Another port to try where this one is taken. */
  int nextPort() {
    return port < 65_535 ? port + 1 : 8080;
  }

  private static int portNumber(String text) {
    try {
      int port = Integer.parseInt(text.strip());
      if (port >= 0 && port <= 65_535) {
        return port;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new IllegalArgumentException("\"" + text + "\" is not a port; it is 0 to 65535.");
  }
}
