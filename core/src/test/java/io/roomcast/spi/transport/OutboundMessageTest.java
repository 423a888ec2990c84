package io.roomcast.spi.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OutboundMessageTest {
  private final OutboundMessage message = OutboundMessage.text("hello");
  private final List<String> made = new ArrayList<>();

  private Object encoded(Object key) {
    return message.encoded(
        key,
        it -> {
          made.add(key.toString());
          return new Object();
        });
  }

  @Test
  @DisplayName("EIO-53 each form of a message is made once, the plain one and the compressed one")
  void forms() {
    Object plain = encoded("plain");
    Object compressed = encoded("compressed");
    assertThat(encoded("plain")).isSameAs(plain);
    assertThat(encoded("compressed")).isSameAs(compressed);
    assertThat(plain).isNotSameAs(compressed);
    assertThat(made).containsExactly("plain", "compressed");
  }

  @Test
  @DisplayName("EIO-53 a few forms are remembered, further ones are made each time")
  void bounded() {
    List<Object> first = new ArrayList<>();
    for (String key : List.of("a", "b", "c", "d")) {
      first.add(encoded(key));
    }
    encoded("e");
    encoded("e");
    assertThat(List.of(encoded("a"), encoded("b"), encoded("c"), encoded("d"))).isEqualTo(first);
    assertThat(made).containsExactly("a", "b", "c", "d", "e", "e");
  }

  @Test
  @DisplayName("EIO-53 two forms that are made at the same time are both remembered")
  void race() throws Exception {
    CountDownLatch bothAtWork = new CountDownLatch(2);
    Function<OutboundMessage, Object> slow =
        it -> {
          bothAtWork.countDown();
          try {
            bothAtWork.await();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          return new Object();
        };
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Future<Object> plain = threads.submit(() -> message.encoded("plain", slow));
      Future<Object> compressed = threads.submit(() -> message.encoded("compressed", slow));
      Object first = plain.get();
      Object second = compressed.get();
      assertThat(encoded("plain")).isSameAs(first);
      assertThat(encoded("compressed")).isSameAs(second);
    } finally {
      threads.shutdown();
    }
  }

  @Test
  @DisplayName("API-27 a message that is not to be compressed has the same payload")
  void uncompressed() {
    OutboundMessage binary = OutboundMessage.binary(ByteBuffer.wrap(new byte[] {1, 2}));
    assertThat(message.compress()).isTrue();
    assertThat(message.uncompressed().compress()).isFalse();
    assertThat(message.uncompressed().isText()).isTrue();
    assertThat(binary.uncompressed().payload()).isEqualTo(binary.payload());
    assertThat(binary.uncompressed().uncompressed().compress()).isFalse();
  }
}
