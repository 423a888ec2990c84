package io.roomcast.transport.javawebsocket;

import static io.roomcast.transport.javawebsocket.TestServer.upgradingTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.OutboundMessage;
import io.roomcast.spi.transport.WebSocketConnection;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Inside TLS")
class TlsTransferTest {
  /** Counts the records of application data that come to a client. */
  private static final class RecordCounter extends Socket {
    final AtomicInteger records = new AtomicInteger();

    @Override
    public InputStream getInputStream() throws IOException {
      return new FilterInputStream(super.getInputStream()) {
        private int place;
        private int length;
        private int type;

        @Override
        public int read(byte[] target, int offset, int count) throws IOException {
          int got = super.read(target, offset, count);
          for (int i = offset; i < offset + got; i++) {
            see(target[i] & 0xFF);
          }
          return got;
        }

        private void see(int b) {
          switch (place) {
            case 0 -> type = b;
            case 3 -> length = b << 8;
            case 4 -> length |= b;
            default -> {}
          }
          place++;
          if (place == 5 && type == 23) {
            records.incrementAndGet();
          }
          if (place >= 5 && place == 5 + length) {
            place = 0;
          }
        }
      };
    }
  }

  @Test
  @DisplayName("messages that are queued together share a record, and large ones fill theirs")
  void records() throws Exception {
    RecordingListener listener = new RecordingListener();
    RecordCounter below = new RecordCounter();
    try (TestServer server =
        TestServer.start(upgradingTo(listener), Limits.defaults(), TestTls.server())) {
      SSLSocket socket =
          TestTls.socket(
              server,
              TestTls.CERTIFICATE.clientContext(),
              all -> all.setProtocols(new String[] {"TLSv1.2"}),
              below);
      try (RawClient client = new RawClient(socket).upgrade()) {
        WebSocketConnection connection = listener.connection();
        EventLoop loop = server.binding.loops().get(0);
        int before = below.records.get();
        loop.execute( // on the loop, so that nothing is written in between
            () -> {
              for (int i = 0; i < 100; i++) {
                connection.send(OutboundMessage.text("message " + i));
              }
            });
        for (int i = 0; i < 100; i++) {
          assertThat(client.readFrame().text()).isEqualTo("message " + i);
        }
        assertThat(below.records.get() - before).isEqualTo(1);

        connection.send(OutboundMessage.binary(ByteBuffer.allocate(20 * 16 * 1024 - 10)));
        assertThat(client.readFrame().payload()).hasSize(20 * 16 * 1024 - 10);
        assertThat(below.records.get() - before).isEqualTo(21);
      }
    }
  }

  @Test
  @DisplayName("plaintext counts as queued until its whole record was taken, and no longer")
  void queuedBytes() throws Exception {
    RecordingListener listener = new RecordingListener();
    Limits limits = Limits.builder().lowWaterMark(1).highWaterMark(1000).build();
    try (TestServer server =
            TestServer.start(upgradingTo(listener), limits, 1, 8 * 1024, TestTls.server());
        RawClient client = TestTls.connect(server).upgrade()) {
      WebSocketConnection connection = listener.connection();
      int frame = 10 + (16 << 20);
      connection.send(OutboundMessage.binary(ByteBuffer.allocate(16 << 20)));
      await().until(() -> server.writeInterests() > 0); // the socket is full
      assertThat(connection.isWritable()).isFalse();
      long queued = connection.queuedBytes();
      assertThat(queued).isBetween(1L, frame - 1L);
      assertThat((frame - queued) % (16 * 1024)).isZero();
      assertThat(listener.writables).hasValue(0);

      assertThat(client.readFrame().payload()).hasSize(16 << 20);
      await().until(() -> listener.writables.get() == 1);
      assertThat(connection.queuedBytes()).isZero();
      assertThat(connection.isWritable()).isTrue();
    }
  }

  @Test
  @DisplayName("a client that wants new keys for ever and does not read is not read any more")
  void keyUpdates() throws Exception {
    int updates = 5_000; // far more than the send buffer holds answers for
    try (TestServer server =
            TestServer.start(
                new TestServer.Echo(), Limits.defaults(), 1, 4 * 1024, TestTls.server());
        RawClient bystander = TestTls.connect(server).upgrade()) {
      Connection before = server.connections().get(0);
      Socket below = new Socket();
      below.setReceiveBufferSize(4 * 1024);
      SSLSocket socket =
          TestTls.socket(server, TestTls.CERTIFICATE.clientContext(), all -> {}, below);
      try (RawClient client = new RawClient(socket).upgrade()) {
        Connection connection =
            server.connections().stream().filter(each -> each != before).findFirst().get();
        CompletableFuture<Void> sender =
            CompletableFuture.runAsync(
                () -> {
                  try {
                    for (int i = 0; i < updates; i++) {
                      socket.startHandshake();
                    }
                    client.text("after all that");
                  } catch (IOException e) {
                    throw new IllegalStateException(e);
                  }
                });
        // all is on its way, and the library has stopped reading
        await().atMost(30, TimeUnit.SECONDS).until(sender::isDone);
        await().until(() -> connection.readKey().interestOps() == 0);
        for (int i = 0; i < 50; i++) { // the loop has had time for whatever it would do
          assertThat(bystander.text("turn " + i).readFrame().text()).isEqualTo("turn " + i);
        }
        assertThat(parkedBytes(server, connection)).isBetween(1, 2 * InboundQueue.FULL_BYTES);

        assertThat(client.readFrame().text()).isEqualTo("after all that");
        sender.get(20, TimeUnit.SECONDS);
        assertThat(client.text("as ever").readFrame().text()).isEqualTo("as ever");
      }
    }
  }

  private static int parkedBytes(TestServer server, Connection connection) {
    EventLoop loop = server.binding.loops().get(0);
    return CompletableFuture.supplyAsync(connection::parkedBytes, loop).join();
  }

  @Test
  @DisplayName("renegotiation in TLS 1.2 is refused: the connection ends, with a cause")
  void renegotiation() throws Exception {
    RecordingListener listener = new RecordingListener();
    try (TestServer server =
        TestServer.start(upgradingTo(listener), Limits.defaults(), TestTls.server())) {
      SSLSocket socket =
          TestTls.socket(
              server,
              TestTls.CERTIFICATE.clientContext(),
              all -> all.setProtocols(new String[] {"TLSv1.2"}));
      try (RawClient client = new RawClient(socket).upgrade()) {
        listener.connection();
        assertThatThrownBy(
                () -> {
                  socket.startHandshake();
                  client.readFrame();
                })
            .isInstanceOf(IOException.class);
        assertThat(listener.closed().code()).isEqualTo(1006);
        assertThat(listener.closed().cause()).hasMessageContaining("renegotiation");
        await().until(() -> server.binding.population().total() == 0);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  @DisplayName("a close_notify is an end in peace, an end without it is a break, with a cause")
  void ends(String protocol) throws Exception {
    AtomicReference<RecordingListener> current = new AtomicReference<>();
    try (TestServer server =
        TestServer.start(
            exchange -> exchange.upgrade(Headers.none(), current.get()),
            Limits.defaults(),
            TestTls.server())) {
      for (boolean goodbye : new boolean[] {true, false}) {
        RecordingListener listener = new RecordingListener();
        current.set(listener);
        Socket below = new Socket();
        SSLSocket socket =
            TestTls.socket(
                server,
                TestTls.CERTIFICATE.clientContext(),
                all -> all.setProtocols(new String[] {protocol}),
                below);
        RawClient client = new RawClient(socket).upgrade();
        client.text("last words");
        listener.connection();
        if (goodbye) {
          client.close();
        } else {
          below.shutdownOutput();
        }
        assertThat(listener.closed().code()).isEqualTo(1006);
        assertThat(listener.texts).containsExactly("last words");
        if (goodbye) {
          assertThat(listener.closed().cause()).isNull();
        } else {
          assertThat(listener.closed().cause()).hasMessageContaining("close_notify");
        }
        below.close();
      }
    }
  }

  @Test
  @DisplayName("requests sent ahead in one record wait their turn, with what they carry")
  void pipelined() throws Exception {
    try (TestServer server =
            TestServer.start(new TestServer.Echo(), Limits.defaults(), TestTls.server());
        RawClient client = TestTls.connect(server)) {
      StringBuilder all = new StringBuilder();
      for (int i = 0; i < 50; i++) {
        all.append("POST /" + i + " HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n");
        all.append((char) ('a' + i % 26)).append('!');
      }
      client.send(all.toString().getBytes(StandardCharsets.ISO_8859_1));
      for (int i = 0; i < 50; i++) {
        assertThat(client.response().body())
            .isEqualTo("POST /" + i + " [] " + (char) ('a' + i % 26) + "!");
      }
    }
  }
}
