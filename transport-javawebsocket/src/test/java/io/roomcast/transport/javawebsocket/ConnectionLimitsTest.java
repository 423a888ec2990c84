package io.roomcast.transport.javawebsocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.roomcast.spi.transport.Limits;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Connections")
class ConnectionLimitsTest {

  @Test
  @DisplayName("over the total are closed at once; when one ends the next is served")
  void total() throws Exception {
    Limits limits = Limits.builder().maxConnections(3).build();
    try (TestServer server = TestServer.start(new TestServer.Echo(), limits)) {
      List<RawClient> clients = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        clients.add(server.connect());
        assertThat(clients.get(i).get("/").status()).isEqualTo(200);
      }
      for (int i = 0; i < 20; i++) {
        try (RawClient refused = server.connect()) {
          assertThat(refused.skipToEnd()).isZero();
        }
      }
      assertThat(clients.get(0).get("/still").status()).isEqualTo(200);
      clients.remove(2).close();
      await().until(() -> server.binding.population().total() == 2);
      try (RawClient welcome = server.connect()) {
        assertThat(welcome.get("/").status()).isEqualTo(200);
      }
      clients.forEach(RawClient::close);
    }
  }

  @Test
  @DisplayName("over the number per address are closed at once")
  void perAddress() throws Exception {
    Limits limits = Limits.builder().maxConnectionsPerAddress(1).build();
    try (TestServer server = TestServer.start(new TestServer.Echo(), limits);
        RawClient first = server.connect()) {
      assertThat(first.get("/").status()).isEqualTo(200);
      try (RawClient refused = server.connect()) {
        assertThat(refused.skipToEnd()).isZero();
      }
      assertThat(first.get("/").status()).isEqualTo(200);
    }
  }

  @Test
  @DisplayName("are accepted again after accepting has failed for want of file descriptors")
  void acceptFails() throws Exception {
    Queue<Object> outcomes = new ArrayDeque<>();
    List<SocketChannel> accepted = new CopyOnWriteArrayList<>();
    List<Boolean> watched = new CopyOnWriteArrayList<>();
    ExecutorService loop = Executors.newSingleThreadExecutor();
    try (SocketChannel one = SocketChannel.open();
        SocketChannel two = SocketChannel.open()) {
      outcomes.add(one);
      outcomes.add(new IOException("Too many open files"));
      outcomes.add(new IOException("Too many open files"));
      outcomes.add(two);
      Acceptor acceptor =
          new Acceptor(
              () -> {
                Object outcome = outcomes.poll();
                if (outcome instanceof IOException failure) {
                  throw failure;
                }
                return (SocketChannel) outcome;
              },
              accepted::add,
              watched::add,
              loop);
      loop.execute(acceptor::accept);
      await().until(() -> accepted.size() == 2);
      assertThat(accepted).containsExactly(one, two);
      assertThat(watched).containsExactly(false, true, false, true);
    } finally {
      loop.shutdownNow();
    }
  }

  @Test
  @DisplayName("that connect and vanish in hundreds leave nothing behind")
  void storm() throws Exception {
    TestServer.Echo echo = new TestServer.Echo();
    try (TestServer server = TestServer.start(echo)) {
      for (int i = 0; i < 400; i++) {
        RawClient client = server.connect();
        switch (i % 4) {
          case 0 -> client.socket.setSoLinger(true, 0); // a reset instead of an end
          case 1 -> client.send("GET / HT");
          case 2 -> client.send(RawClient.upgradeRequest("/"));
          default -> client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf");
        }
        client.close();
      }
      try (RawClient client = server.connect()) {
        assertThat(client.get("/").status()).isEqualTo(200);
      }
      await().until(() -> server.binding.population().total() == 0);
      assertThat(server.binding.population().addresses()).isZero();
      for (RecordingListener listener : echo.listeners) {
        listener.closed();
      }
    }
  }
}
