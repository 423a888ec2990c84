package io.roomcast.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.roomcast.Server;
import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import io.roomcast.testkit.peer.PeerDisconnectedException;
import io.roomcast.testkit.peer.PeerRequest;
import io.roomcast.testkit.peer.PeerResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A server that stops with grace")
class ServerStopTest {
  private final CompletableFuture<Exchange> inHand = new CompletableFuture<>();
  private final CompletableFuture<Void> mayAnswer = new CompletableFuture<>();
  private final InMemoryTransport transport = InMemoryTransport.create();
  private final Server io =
      Server.builder()
          .transport(transport)
          .resources(
              exchange -> {
                inHand.complete(exchange);
                mayAnswer.get(30, SECONDS);
                exchange.respond(200, Headers.none(), ByteBuffer.wrap("at last".getBytes(UTF_8)));
                return true;
              })
          .build();

  @AfterEach
  void stop() {
    mayAnswer.complete(null);
    io.stop(Duration.ZERO).join();
  }

  private CompletableFuture<PeerResponse> ask() throws Exception {
    CompletableFuture<PeerResponse> response =
        transport.peer().connect().send(PeerRequest.get("/report"));
    inHand.get(30, SECONDS);
    return response;
  }

  private boolean refusesConnections() {
    try {
      transport.peer().connect().close();
      return false;
    } catch (PeerDisconnectedException refused) {
      return true;
    }
  }

  @Test
  @DisplayName("lets an HttpHandler that is at work answer, when its sessions have gone")
  void handlerAnswers() throws Exception {
    io.start().get(30, SECONDS);
    TestClient polling = TestClient.to(io).transport(ClientTransport.POLLING).connect();
    CompletableFuture<PeerResponse> response = ask();
    CompletableFuture<Void> stopped = io.stop(Duration.ofMinutes(10));
    polling.awaitDisconnect();
    await().until(this::refusesConnections); // the transport is stopping, too
    assertThat(stopped).isNotDone();
    mayAnswer.complete(null);
    assertThat(response.get(30, SECONDS).bodyText()).isEqualTo("at last");
    assertThat(response.get().headers().contains("Connection", "close")).isTrue();
    stopped.get(30, SECONDS);
  }

  @Test
  @DisplayName("does not wait longer than that for an HttpHandler")
  void handlerTakesTooLong() throws Exception {
    io.start().get(30, SECONDS);
    CompletableFuture<PeerResponse> response = ask();
    CompletableFuture<Void> aborted = new CompletableFuture<>();
    inHand.get().onAbort(() -> aborted.complete(null));
    CompletableFuture<Void> stopped = io.stop(Duration.ofMillis(200));
    aborted.get(30, SECONDS);
    assertThat(response).failsWithin(Duration.ofSeconds(30));
    stopped.get(30, SECONDS);
  }
}
