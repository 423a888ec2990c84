package io.roomcast.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LinkTest {

  @Test
  @DisplayName("a link that another one has closed in the same pass is not served any more")
  void closed() throws IOException {
    try (Selector selector = Selector.open();
        SocketChannel channel = SocketChannel.open()) {
      channel.configureBlocking(false);
      SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
      Link link = new Link(channel, key, new Deaf());
      link.close();

      assertThat(key.isValid()).isFalse();
      assertThatCode(() -> link.onReady(ByteBuffer.allocate(1))).doesNotThrowAnyException();
    }
  }

  /** Is not to be told anything. */
  private static final class Deaf implements LinkListener {
    @Override
    public void onOpen(Link link) {
      throw new AssertionError("opened");
    }

    @Override
    public void onBytes(Link link, byte[] bytes, int offset, int length) {
      throw new AssertionError("read");
    }

    @Override
    public void onClosed(Link link, String reason) {
      throw new AssertionError("closed");
    }
  }
}
