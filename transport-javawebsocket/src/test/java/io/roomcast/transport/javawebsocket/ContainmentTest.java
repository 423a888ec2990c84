package io.roomcast.transport.javawebsocket;

import static io.roomcast.transport.javawebsocket.TestServer.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.OutboundMessage;
import io.roomcast.spi.transport.WebSocketConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("What goes wrong above the transport")
class ContainmentTest {

  private static <T extends Throwable> void raise(Throwable failure) throws T {
    @SuppressWarnings("unchecked") // sneaks past the compiler, as code in other languages does
    T any = (T) failure;
    throw any;
  }

  static Stream<Throwable> failures() {
    return Stream.of(
        new IllegalStateException("on purpose"),
        new IOException("on purpose"),
        new NoClassDefFoundError("on purpose"),
        new AssertionError("on purpose"),
        new StackOverflowError("on purpose"),
        new OutOfMemoryError("on purpose"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  @DisplayName("in any callback of a listener ends neither the connection nor the server")
  void listenerThrows(Throwable failure) throws Exception {
    RecordingListener throwing =
        new RecordingListener() {
          @Override
          public void onOpen(WebSocketConnection connection) {
            super.onOpen(connection);
            ContainmentTest.<RuntimeException>raise(failure);
          }

          @Override
          public void onText(String text) {
            super.onText(text);
            ContainmentTest.<RuntimeException>raise(failure);
          }

          @Override
          public void onClosed(int code, String reason, Throwable cause) {
            super.onClosed(code, reason, cause);
            ContainmentTest.<RuntimeException>raise(failure);
          }
        };
    try (TestServer server = TestServer.start(TestServer.upgradingTo(throwing))) {
      try (RawClient client = server.connect().upgrade()) {
        client.text("a").text("b");
        await().until(() -> throwing.texts.size() == 2);
        throwing.connection().send(OutboundMessage.text("alive"));
        assertThat(client.readFrame().text()).isEqualTo("alive");
        client.closeFrame(1000);
        assertThat(client.readFrame().closeCode()).isEqualTo(1000);
      }
      await().until(() -> server.binding.population().total() == 0);
      assertThat(throwing.closed().code()).isEqualTo(1000);
    }
  }

  @Test
  @DisplayName("such as an interrupt left behind on an I/O thread closes no connection")
  void interruptLeftBehind() throws Exception {
    try (TestServer server =
            TestServer.start(
                exchange -> {
                  exchange.respond(200, Headers.none(), utf8("ok"));
                  Thread.currentThread().interrupt();
                },
                Limits.defaults(),
                1);
        RawClient client = server.connect();
        RawClient other = server.connect()) {
      assertThat(client.get("/").status()).isEqualTo(200);
      assertThat(other.get("/").status()).isEqualTo(200);
      assertThat(client.get("/").status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @MethodSource("failures")
  @DisplayName("in the request handler is answered 500, and the server goes on")
  void handlerThrows(Throwable failure) throws Exception {
    AtomicInteger aborts = new AtomicInteger();
    try (TestServer server =
        TestServer.start(
            exchange -> {
              if (exchange.path().equals("/bad")) {
                exchange.onAbort(
                    () -> {
                      aborts.incrementAndGet();
                      throw new IllegalStateException("on purpose");
                    });
                ContainmentTest.<RuntimeException>raise(failure);
              }
              exchange.respond(200, Headers.none(), utf8("ok"));
            })) {
      try (RawClient client = server.connect()) {
        assertThat(client.get("/bad").status()).isEqualTo(500);
        assertThat(client.atEnd()).isTrue();
      }
      try (RawClient client = server.connect()) {
        assertThat(client.get("/good").status()).isEqualTo(200);
      }
      await().untilAtomic(aborts, org.hamcrest.Matchers.is(1));
    }
  }

  @Test
  @DisplayName(
      "such as a listener that blocks stops neither reading nor accepting nor other event loops")
  void listenerBlocks() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch blocked = new CountDownLatch(1);
    List<RawClient> clients = new ArrayList<>();
    try (TestServer server =
        TestServer.start(
            exchange -> {
              RecordingListener listener =
                  new RecordingListener.Echo() {
                    @Override
                    public void onText(String text) {
                      if (text.equals("block")) {
                        blocked.countDown();
                        awaitLatch(release);
                      }
                      super.onText(text);
                    }
                  };
              exchange.upgrade(Headers.none(), listener);
            },
            Limits.defaults(),
            2)) {
      for (int i = 0; i < 6; i++) { // spread over both event loops in turn
        clients.add(server.connect().upgrade());
      }
      clients.get(0).text("block");
      blocked.await();
      // more than the library has read buffers, for the blocked loop
      for (int i = 0; i < 50; i++) {
        clients.get(0).send(RawClient.frame(0x82, new byte[100]));
        clients.get(2).send(RawClient.frame(0x82, new byte[100]));
        clients.get(4).send(RawClient.frame(0x82, new byte[100]));
      }
      for (int round = 0; round < 100; round++) {
        for (int i = 1; i < 6; i += 2) {
          clients.get(i).text("round " + round);
          assertThat(clients.get(i).readFrame().text()).isEqualTo("round " + round);
        }
      }
      RawClient toBlocked = server.connect(); // is accepted, and served later
      RawClient toOther = server.connect();
      clients.add(toBlocked);
      clients.add(toOther);
      assertThat(toOther.upgrade().text("new").readFrame().text()).isEqualTo("new");

      release.countDown();

      assertThat(clients.get(0).readFrame().text()).isEqualTo("block");
      assertThat(toBlocked.upgrade().text("new").readFrame().text()).isEqualTo("new");
    } finally {
      release.countDown();
      clients.forEach(RawClient::close);
    }
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @DisplayName("such as an interrupted thread that sends or answers closes no channel")
  void interruptedCaller() throws Exception {
    RecordingListener listener = new RecordingListener();
    try (TestServer server = TestServer.start(TestServer.upgradingTo(listener));
        RawClient client = server.connect().upgrade()) {
      WebSocketConnection connection = listener.connection();
      Thread.currentThread().interrupt();
      connection.send(OutboundMessage.text("one"));
      assertThat(Thread.interrupted()).isTrue();
      assertThat(client.readFrame().text()).isEqualTo("one");
      connection.send(OutboundMessage.text("two"));
      assertThat(client.readFrame().text()).isEqualTo("two");
    }
  }

  @Test
  @DisplayName("or in the library's worker ends that connection only")
  void workerFails() throws Exception {
    List<Exchange> kept = new CopyOnWriteArrayList<>();
    try (TestServer server = TestServer.start(kept::add)) {
      try (RawClient victim = server.connect()) {
        victim.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        await().until(() -> kept.size() == 1);
        LibrarySocket socket = (LibrarySocket) server.connections().get(0).readKey().attachment();
        // a null buffer is the simplest thing that fails where a LinkageError would
        socket.decode(null);
        assertThat(victim.atEnd()).isTrue();

        RawClient other = server.connect();
        other.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        await().until(() -> kept.size() == 2);
        kept.get(1).respond(200, Headers.none(), ByteBuffer.allocate(0));
        assertThat(other.response().status()).isEqualTo(200);
        other.close();
      }
    }
  }
}
