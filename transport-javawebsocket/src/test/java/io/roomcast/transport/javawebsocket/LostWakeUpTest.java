package io.roomcast.transport.javawebsocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.OutboundMessage;
import io.roomcast.spi.transport.WebSocketConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A message that is sent while others are being written or read")
class LostWakeUpTest {
  private static final int PAIRS = 40_000;

  @Test
  @Timeout(90)
  @DisplayName("is never left behind until the next one: pairs of messages under inbound load")
  void pairsUnderInboundLoad() throws Exception {
    RecordingListener listener =
        new RecordingListener() {
          @Override
          public void onText(String text) {
            // not remembered: there are too many
          }
        };
    AtomicBoolean loading = new AtomicBoolean(true);
    try (TestServer server =
            TestServer.start(TestServer.upgradingTo(listener), Limits.defaults(), 1);
        RawClient client = server.connect().upgrade()) {
      WebSocketConnection connection = listener.connection();
      byte[] noise = RawClient.frame(0x81, new byte[] {'x'});
      CompletableFuture<Void> load =
          CompletableFuture.runAsync(
              () -> {
                try {
                  while (loading.get()) {
                    client.send(noise);
                  }
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      // each pair is sent when the one before has arrived, so a stalled message stalls the test:
      // the client's read then times out
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20); // fewer will do where it is slow
      for (int i = 0; i < PAIRS && System.nanoTime() - end < 0; i++) {
        connection.send(OutboundMessage.text("a" + i));
        connection.send(OutboundMessage.text("b" + i));
        assertThat(client.readFrame().text()).isEqualTo("a" + i);
        assertThat(client.readFrame().text()).isEqualTo("b" + i);
      }
      loading.set(false);
      load.get(20, TimeUnit.SECONDS);
      assertThat(listener.overlapped).isFalse();
    }
  }
}
