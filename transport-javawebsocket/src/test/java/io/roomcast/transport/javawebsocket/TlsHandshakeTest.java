package io.roomcast.transport.javawebsocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.wire.HandshakeThreads;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.SelectionKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A TLS handshake")
class TlsHandshakeTest {
  private static final Limits SHORT =
      Limits.builder()
          .headTimeout(Duration.ofSeconds(2)) // in which all of them come
          .closeTimeout(Duration.ofMillis(400))
          .build();

  private final TestServer.Echo echo = new TestServer.Echo();

  @Test
  @DisplayName("that never begins, or stops half-way, ends at its deadline and wakes nobody")
  void silence() throws Exception {
    byte[] hello = TestTls.hello();
    int each = 10;
    try (TestServer server = TestServer.start(echo, SHORT, TestTls.server())) {
      long before = server.turns();
      List<RawClient> clients = new ArrayList<>();
      for (int i = 0; i < each; i++) {
        clients.add(server.connect());
        clients.add(server.connect().send(Arrays.copyOf(hello, 3)));
        clients.add(server.connect().send(Arrays.copyOf(hello, hello.length - 1)));
      }
      for (Connection connection : server.connections()) {
        SelectionKey key = connection.readKey();
        assertThat(key == null || !key.isValid() || key.interestOps() == SelectionKey.OP_READ)
            .isTrue();
      }
      for (RawClient client : clients) {
        assertThat(client.skipToEnd()).isZero();
        client.close();
      }
      await().until(() -> server.binding.population().total() == 0);
      // to open, to take the bytes, to take back the engine; and what this test asks for itself
      assertThat(server.turns() - before).isLessThan(clients.size() * 5L);
      assertThat(server.writeInterests()).isZero();
    }
  }

  @Test
  @DisplayName("that is slow delays neither open connections nor other handshakes")
  void slow() throws Exception {
    CountDownLatch blocked = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Semaphore first = new Semaphore(1);
    AtomicReference<String> thread = new AtomicReference<>();
    SSLContext context =
        TestTls.context(
            TestTls.CERTIFICATE,
            TestTls.OTHER,
            () -> {
              if (first.tryAcquire()) {
                thread.set(Thread.currentThread().getName());
                blocked.countDown();
                awaitLatch(release);
              }
            });
    first.acquire();
    try (TestServer server = TestServer.start(echo, Limits.defaults(), Tls.of(context));
        RawClient open = TestTls.connect(server).upgrade()) {
      first.release();
      CompletableFuture<RawClient.Response> slow =
          CompletableFuture.supplyAsync(
              () -> {
                try (RawClient client = TestTls.connect(server)) {
                  return client.get("/slow");
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      assertThat(blocked.await(20, TimeUnit.SECONDS)).isTrue();
      for (int i = 0; i < 20; i++) {
        assertThat(open.text("still " + i).readFrame().text()).isEqualTo("still " + i);
        try (RawClient other = TestTls.connect(server)) {
          assertThat(other.get("/" + i).status()).isEqualTo(200);
        }
      }
      assertThat(slow).isNotDone();
      assertThat(thread.get()).contains("-tls-");
      release.countDown();
      assertThat(slow.get(20, TimeUnit.SECONDS).status()).isEqualTo(200);
    } finally {
      release.countDown();
    }
  }

  @Test
  @DisplayName("whose client has gone waits no more: those that come and go keep nobody out")
  void leavers() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    Semaphore blocked = new Semaphore(0);
    SSLContext context =
        TestTls.context(
            TestTls.CERTIFICATE,
            TestTls.OTHER,
            () -> {
              blocked.release();
              awaitLatch(release);
            });
    Limits limits = Limits.builder().maxConnections(5).build();
    try (TestServer server = TestServer.start(echo, limits, Tls.of(context))) {
      HandshakeThreads threads = server.binding.tlsRun().threads();
      byte[] hello = TestTls.hello();
      List<RawClient> stuck = List.of(server.connect().send(hello), server.connect().send(hello));
      assertThat(blocked.tryAcquire(2, 20, TimeUnit.SECONDS)).isTrue(); // both threads
      for (int i = 0; i < 8; i++) { // more than may wait
        RawClient leaver = server.connect().send(Arrays.copyOf(hello, 1));
        await().until(() -> threads.waiting() == 1);
        leaver.close();
        await().until(() -> server.binding.population().total() == 2);
        assertThat(threads.waiting()).isZero();
      }
      List<CompletableFuture<Integer>> served = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        served.add(
            CompletableFuture.supplyAsync(() -> status(server), task -> new Thread(task).start()));
      }
      await().until(() -> threads.waiting() == 3); // as many as may be open, and none was refused
      release.countDown();
      for (CompletableFuture<Integer> each : served) {
        assertThat(each.get(20, TimeUnit.SECONDS)).isEqualTo(200);
      }
      stuck.forEach(RawClient::close);
      await().until(() -> server.binding.population().total() == 0);
    } finally {
      release.countDown();
    }
  }

  private static int status(TestServer server) {
    try (RawClient client = TestTls.connect(server)) {
      return client.get("/").status();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  @DisplayName("that breaks off anywhere leaves nothing behind")
  void brokenOff(String protocol) throws Exception {
    byte[] hello = TestTls.hello();
    try (TestServer server = TestServer.start(echo, Limits.defaults(), TestTls.server())) {
      for (int i = 0; i < 60; i++) {
        try (RawClient client = server.connect()) {
          client.socket.setSoLinger(i % 2 == 0, 0); // a reset, or an end without a word
          client.send(Arrays.copyOf(hello, i % 3 == 0 ? hello.length : i));
        }
        SSLSocket socket =
            TestTls.socket(
                server,
                TestTls.OTHER.clientContext(), // does not trust: leaves with an alert
                parameters -> parameters.setProtocols(new String[] {protocol}));
        assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
        socket.close();
      }
      await().until(() -> server.binding.population().total() == 0);
      assertThat(server.connections()).isEmpty();
      assertThat(echo.requests).hasValue(0);
      try (RawClient client = TestTls.connect(server, protocol)) {
        assertThat(client.get("/").status()).isEqualTo(200);
      }
    }
  }

  @Test
  @DisplayName("is not what plain HTTP, garbage or an oversized record is: closed, and not logged")
  void somethingElse() throws Exception {
    ByteArrayOutputStream logged = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
    try (TestServer server = TestServer.start(echo, Limits.defaults(), TestTls.server());
        TestServer plain = TestServer.start(echo)) {
      byte[] oversized = {22, 3, 1, (byte) 0xFF, (byte) 0xFF};
      byte[] empty = {22, 3, 1, 0, 0};
      for (int i = 0; i < 20; i++) {
        try (RawClient client = server.connect().send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")) {
          assertThat(client.atEnd()).isTrue(); // and was not reset
        }
        try (RawClient client = server.connect().send(oversized)) {
          assertThat(client.atEnd()).isTrue();
        }
        try (RawClient client = server.connect().send(empty)) {
          sendRefused(client, empty);
          client.skipToEnd();
        }
        try (RawClient client = plain.connect().send(TestTls.hello())) {
          assertThat(client.response().status()).isEqualTo(400);
          assertThat(client.atEnd()).isTrue();
        }
      }
      assertThat(echo.requests).hasValue(0);
      await().until(() -> server.binding.population().total() == 0);
    } finally {
      System.setErr(before);
    }
    assertThat(logged.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  /** Where it is refused, it may be cut off at any time. */
  private static void sendRefused(RawClient client, byte[] empty) {
    try {
      for (int i = 0; i < 1000; i++) {
        client.send(empty);
      }
      client.send("no record");
    } catch (IOException cutOff) {
      // whoever reads notices, too
    }
  }

  @Test
  @DisplayName("under way when the server stops does not hold it up, nor does a stuck key manager")
  void stop() throws Exception {
    CountDownLatch blocked = new CountDownLatch(1);
    SSLContext context =
        TestTls.context(
            TestTls.CERTIFICATE,
            TestTls.OTHER,
            () -> {
              blocked.countDown();
              awaitLatch(new CountDownLatch(1)); // until it is interrupted
            });
    try (TestServer server = TestServer.start(echo, Limits.defaults(), Tls.of(context));
        RawClient client = server.connect().send(TestTls.hello())) {
      assertThat(blocked.await(20, TimeUnit.SECONDS)).isTrue();
      server.binding.stop(Duration.ZERO).get(20, TimeUnit.SECONDS);
      assertThat(client.skipToEnd()).isZero();
      // but for the thread whose last act it was to tell us
      assertThat(Thread.getAllStackTraces().keySet())
          .extracting(Thread::getName)
          .filteredOn(name -> name.startsWith(TestServer.THREADS + "-" + server.port))
          .isSubsetOf(TestServer.THREADS + "-" + server.port + "-stop");
    }
  }
}
