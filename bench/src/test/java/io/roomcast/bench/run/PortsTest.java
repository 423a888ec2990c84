package io.roomcast.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PortsTest {

  @Test
  @DisplayName("ports are free, in a row, and none that the system gives to connections")
  void free() throws IOException {
    int first = Ports.free(4);
    List<ServerSocket> taken = new ArrayList<>();
    try {
      for (int port = first; port < first + 4; port++) {
        taken.add(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
      }
      assertThat(first).isBetween(10_000, 32_768 - 4);
    } finally {
      for (ServerSocket socket : taken) {
        socket.close();
      }
    }
  }
}
