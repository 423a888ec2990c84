package io.roomcast.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The watch over buffers")
class NoLeaksTest {

  @Test
  @DisplayName("is on for every buffer and every class, and notices one that is lost")
  void notices() {
    assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
    assertThat(NoLeaks.watches(getClass())).isTrue();
    List<String> found = new ArrayList<>();
    lose();
    await()
        .until(
            () -> {
              found.addAll(NoLeaks.find());
              return !found.isEmpty();
            });
    assertThat(found.get(0)).contains("ByteBuf was not released");
  }

  private static void lose() {
    ByteBuf lost = ByteBufAllocator.DEFAULT.directBuffer(16);
    assertThat(lost.refCnt()).isEqualTo(1);
  }
}
