package io.roomcast.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.roomcast.EmitResult;
import io.roomcast.Server;
import io.roomcast.Socket;
import io.roomcast.testing.FakeExchange;
import io.roomcast.testing.FakeTransport;
import io.roomcast.testing.FakeWebSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What volatile means on each transport, from the emit to the bytes. */
class VolatileTest {
  private static final String POLLING = "/socket.io/?EIO=4&transport=polling";

  private final FakeTransport transport = new FakeTransport();
  private final Server io = Server.builder().transport(transport).build();

  @BeforeEach
  void start() {
    io.start().join();
  }

  @AfterEach
  void stop() throws Exception {
    io.stop().get(30, SECONDS);
  }

  private Socket onlySocket() {
    await().until(() -> io.sockets().size() == 1);
    return io.sockets().iterator().next();
  }

  /** A polling client that has been told that it is in, and does not poll. */
  private String target() {
    String open = transport.request(FakeExchange.get(POLLING)).responseText();
    String target = POLLING + "&sid=" + open.replaceAll(".*\"sid\":\"([^\"]+)\".*", "$1");
    transport.request(FakeExchange.post(target, "40"));
    assertThat(answerTo(poll(target))).startsWith("40{\"sid\":");
    return target;
  }

  private FakeExchange poll(String target) {
    return transport.request(FakeExchange.get(target));
  }

  private static String answerTo(FakeExchange poll) {
    await().until(poll::answered);
    return poll.responseText();
  }

  @Test
  @DisplayName("API-26 EIO-71 on polling: none without a poll, of two the first, normal ones wait")
  void polling() {
    String target = target();
    Socket socket = onlySocket();
    byte[] bytes = {1};
    assertThat(socket.asVolatile().emit("v", 0, bytes)).isEqualTo(EmitResult.DROPPED);

    FakeExchange poll = poll(target);
    assertThat(poll.answered()).isFalse();
    assertThat(socket.asVolatile().emit("v", 1)).isEqualTo(EmitResult.QUEUED);
    assertThat(socket.asVolatile().emit("v", 2)).isEqualTo(EmitResult.DROPPED);
    io.asVolatile().emit("v", 3);
    assertThat(answerTo(poll)).isEqualTo("42[\"v\",1]");

    assertThat(socket.emit("n", 4)).isEqualTo(EmitResult.QUEUED);
    assertThat(socket.asVolatile().emit("v", 5)).isEqualTo(EmitResult.DROPPED);
    assertThat(socket.emit("n", 6)).isEqualTo(EmitResult.QUEUED);
    assertThat(answerTo(poll(target))).isEqualTo("42[\"n\",4]\u001e42[\"n\",6]");

    FakeExchange last = poll(target);
    assertThat(socket.asVolatile().emit("v", bytes)).isEqualTo(EmitResult.QUEUED);
    assertThat(answerTo(last))
        .isEqualTo("451-[\"v\",{\"_placeholder\":true,\"num\":0}]\u001ebAQ==");
  }

  @Test
  @DisplayName("API-26 EIO-71 on WebSocket: none while anything is waiting for the network")
  void webSocket() {
    FakeWebSocket client = transport.connect().receive("40");
    Socket socket = onlySocket();
    await().until(() -> client.frames().size() == 2);
    client.clearFrames();
    byte[] bytes = {1};
    assertThat(socket.asVolatile().emit("v", 1)).isEqualTo(EmitResult.QUEUED);

    client.onSend(client::stall); // from the next frame on nothing leaves
    assertThat(socket.asVolatile().emit("v", 2, bytes)).isEqualTo(EmitResult.QUEUED);
    assertThat(socket.asVolatile().emit("v", 3, bytes)).isEqualTo(EmitResult.DROPPED);
    assertThat(socket.emit("n", 4)).isEqualTo(EmitResult.QUEUED);
    io.asVolatile().emit("v", 5);
    client.onSend(() -> {}).drain();
    assertThat(socket.asVolatile().emit("v", 6)).isEqualTo(EmitResult.QUEUED);
    await().until(() -> client.frames().size() == 5);
    assertThat(client.frames())
        .containsExactly(
            "42[\"v\",1]",
            "451-[\"v\",2,{\"_placeholder\":true,\"num\":0}]",
            "<01>",
            "42[\"n\",4]",
            "42[\"v\",6]");
  }

  @Test
  @DisplayName("API-26 on a connection that is not open a volatile event goes nowhere")
  void closed() {
    FakeWebSocket client = transport.connect().receive("40");
    Socket socket = onlySocket();
    await().until(() -> client.frames().size() == 2);
    client.end(1001);
    await().until(() -> !socket.connected());
    assertThat(socket.asVolatile().emit("v")).isEqualTo(EmitResult.CLOSED);
  }

  @Test
  @DisplayName("API-43 the server counts its connections, a namespace its sockets and rooms")
  void counts() {
    io.of("/chat");
    FakeWebSocket one = transport.connect().receive("40");
    onlySocket().join("r");
    FakeWebSocket other = transport.connect().receive("40/chat,");
    await().until(() -> io.of("/chat").size() == 1);
    assertThat(io.clientsCount()).isEqualTo(2);
    assertThat(io.size()).isEqualTo(1);
    assertThat(io.sockets()).hasSize(1);
    assertThat(io.rooms()).containsExactlyInAnyOrder(onlySocket().id(), "r");
    other.end(1001);
    await().until(() -> io.clientsCount() == 1);
    one.receive("41");
    await().until(() -> io.size() == 0);
    assertThat(io.clientsCount()).isEqualTo(1);
  }
}
