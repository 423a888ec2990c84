package io.roomcast.examples;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.stream.Stream;

/** What the application prints when it listens: the addresses to open. */
final class Welcome {
  private Welcome() {}

  static String of(Settings settings, int port) {
    StringBuilder text = new StringBuilder("%nThe chat is open:%n%n".formatted());
    if (settings.address().getAddress().isAnyLocalAddress()) {
      line(text, "localhost", port);
      addressesOnTheNetwork().forEach(address -> line(text, address, port));
    } else {
      line(text, settings.host(), port);
    }
    return text.append("%nIt runs on %s. Ctrl-C stops it.%n%n".formatted(settings.transport()))
        .toString();
  }

  private static void line(StringBuilder text, String host, int port) {
    String bracketed = host.contains(":") ? "[" + host + "]" : host;
    text.append("  http://%s:%d/%n".formatted(bracketed, port));
  }

  private static Stream<String> addressesOnTheNetwork() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
          .map(InetAddress::getHostAddress);
    } catch (SocketException e) {
      return Stream.of(); // then the reader has to know
    }
  }
}
