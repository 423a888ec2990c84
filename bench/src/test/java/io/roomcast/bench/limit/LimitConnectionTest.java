package io.roomcast.bench.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LimitConnectionTest {

  @Test
  @DisplayName("a connection that broke under a broadcast in the same pass is not served any more")
  void closed() throws IOException {
    try (LimitServer server = LimitServer.start(Writing.EACH, 0);
        Selector selector = Selector.open();
        SocketChannel channel = SocketChannel.open()) {
      channel.configureBlocking(false);
      SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
      LimitConnection connection = new LimitConnection(server, channel, key);
      key.cancel();

      assertThat(key.isValid()).isFalse();
      assertThatCode(() -> connection.onReady(ByteBuffer.allocate(1))).doesNotThrowAnyException();
    }
  }
}
