package io.roomcast.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.roomcast.bench.measure.Faults;
import io.roomcast.bench.measure.LoadResult;
import io.roomcast.bench.wire.HttpMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PollingEntryTest {

  @Test
  @DisplayName("a server may close the connection after every answer, and write JSON with spaces")
  void closing() {
    List<String> answers = List.of("0{ \"sid\" : \"abc\" }", "ok", "2", "ok", "40{\"sid\":\"x\"}");
    // two rounds of one client each
    try (ClosingServer server = new ClosingServer(answers)) {
      LoadResult result =
          Loads.run(Loads.spec(Mode.CONNECT, Entrance.POLLING, server.port(), 1, 1));

      assertThat(result.faults()).isEqualTo(Faults.NONE);
      assertThat(result.windows()).hasSize(2);
    }
  }

  @Test
  @DisplayName("a server that never answers is not asked for ever")
  void silent() {
    try (ClosingServer server = new ClosingServer(List.of())) {
      assertThatExceptionOfType(LoadException.class)
          .isThrownBy(
              () -> Loads.run(Loads.spec(Mode.CONNECT, Entrance.POLLING, server.port(), 1, 1)))
          .withMessageContaining("0 of 1 clients came in");
    }
  }

  /** Gives its answers in turn, one per connection, and closes it. */
  private static final class ClosingServer implements AutoCloseable {
    private final List<String> answers;
    private final ServerSocket acceptor;

    ClosingServer(List<String> answers) {
      this.answers = answers;
      try {
        acceptor = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      Thread thread = new Thread(this::run);
      thread.setDaemon(true);
      thread.start();
    }

    int port() {
      return acceptor.getLocalPort();
    }

    private void run() {
      int next = 0;
      while (!acceptor.isClosed()) {
        try (Socket socket = acceptor.accept()) {
          if (read(socket.getInputStream()) && !answers.isEmpty()) {
            String body = answers.get(next++ % answers.size());
            String answer =
                "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
          }
        } catch (IOException e) {
          // closed, or a client has gone without a word
        }
      }
    }

    /** Reads a request, and tells whether one came. */
    private static boolean read(InputStream in) throws IOException {
      HttpMessage request = HttpMessage.request();
      byte[] one = new byte[1];
      while (!request.isComplete()) {
        if (in.read(one) < 0) {
          return false;
        }
        request.read(one, 0, 1);
      }
      String length = request.header("content-length");
      return length.isEmpty() || in.readNBytes(Integer.parseInt(length)).length > 0;
    }

    @Override
    public void close() {
      try {
        acceptor.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
