package io.roomcast.bench.run;

import io.roomcast.bench.process.ProcessException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Servers are told their port, since not all of them tell which one they took. */
final class Ports {
  private Ports() {}

  /**
   * Finds ports that nobody has.
   *
   * @return the first of so many in a row
   */
  static int free(int count) {
    while (true) {
      List<ServerSocket> taken = new ArrayList<>();
      try {
        taken.add(listen(0));
        int first = taken.get(0).getLocalPort();
        for (int next = first + 1; next < first + count; next++) {
          taken.add(listen(next));
        }
        return first;
      } catch (IOException | IllegalArgumentException e) {
        if (taken.isEmpty()) {
          throw new ProcessException("there is no free port", e);
        } // otherwise a neighbour is in use, or beyond the last one
      } finally {
        taken.forEach(Ports::close);
      }
    }
  }

  private static ServerSocket listen(int port) throws IOException {
    return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
  }

  private static void close(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
