package io.roomcast.spi.transport.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.spi.transport.Burst;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The list of those with something to write")
class FlushListTest {
  private final Queue<Runnable> loop = new ArrayDeque<>();
  private final Queue<Runnable> later = new ArrayDeque<>();
  private final FlushList list = new FlushList(loop::add, later::add);
  private final List<String> written = new ArrayList<>();
  private final FlushList.Entry first = entry("first");
  private final FlushList.Entry second = entry("second");

  private FlushList.Entry entry(String name) {
    return new FlushList.Entry(() -> written.add(name));
  }

  private void runLoop() {
    for (Runnable task = loop.poll(); task != null; task = loop.poll()) {
      task.run();
    }
  }

  @Test
  @DisplayName("leaves one task to the loop, which flushes each once, in order")
  void oneTask() {
    list.add(first);
    list.add(second);
    list.add(first);
    assertThat(loop).hasSize(1);
    runLoop();
    assertThat(written).containsExactly("first", "second");

    list.add(second);
    assertThat(loop).hasSize(1);
    runLoop();
    assertThat(written).containsExactly("first", "second", "second");
  }

  @Test
  @DisplayName("survives one that throws: the others of its round write, and so do later ones")
  void oneThrows() {
    FlushList.Entry broken =
        new FlushList.Entry(
            () -> {
              throw new IllegalStateException("thrown by a test");
            });
    for (int round = 0; round < 2; round++) {
      written.clear();
      list.add(first);
      list.add(broken);
      list.add(second);
      runLoop();
      assertThat(written).containsExactly("first", "second");
    }
  }

  @Test
  @DisplayName("lets one flush again that asks for it meanwhile, and others have their turn")
  void again() {
    FlushList.Entry[] eager = new FlushList.Entry[1];
    eager[0] =
        new FlushList.Entry(
            () -> {
              written.add("eager");
              if (written.size() < 20) {
                list.add(eager[0]);
              }
            });
    list.add(first);
    list.add(eager[0]);
    list.add(second);
    loop.remove().run();
    assertThat(written).hasSizeLessThan(20).startsWith("first", "eager", "second", "eager");
    assertThat(loop).isEmpty();
    while (!later.isEmpty()) {
      later.remove().run();
    }
    assertThat(loop).isEmpty();
    assertThat(written).hasSize(20);
  }

  @Test
  @DisplayName("wakes the loop when the burst is over, once for all")
  void burst() {
    Burst burst = Burst.beginSending();
    list.add(first);
    list.add(second);
    assertThat(loop).isEmpty();
    burst.end();
    assertThat(loop).hasSize(1);
    runLoop();
    assertThat(written).containsExactly("first", "second");
  }

  @Test
  @DisplayName("does not let those wait who send while another thread is in a burst")
  void othersDoNotWait() {
    Burst burst = Burst.beginSending();
    list.add(first);
    CompletableFuture.runAsync(() -> list.add(second)).join();
    assertThat(loop).hasSize(1);
    runLoop();
    assertThat(written).containsExactly("first", "second");

    burst.end(); // its own wake-up finds nothing to do
    runLoop();
    assertThat(written).hasSize(2);
    list.add(second);
    assertThat(loop).hasSize(1);
  }

  @Test
  @DisplayName("nor those who send to the same connection")
  void othersToTheSame() {
    Burst burst = Burst.beginSending();
    list.add(first);
    CompletableFuture.runAsync(() -> list.add(first)).join();
    assertThat(loop).hasSize(1);
    runLoop();
    assertThat(written).containsExactly("first");
    burst.end();
  }

  @Test
  @DisplayName("nor those whose own burst ends before")
  void othersInBursts() {
    Burst burst = Burst.beginSending();
    list.add(first);
    CompletableFuture.runAsync(
            () -> {
              Burst shorter = Burst.beginSending();
              list.add(second);
              shorter.end();
            })
        .join();
    assertThat(loop).hasSize(1);
    runLoop();
    assertThat(written).containsExactly("first", "second");
    burst.end();
  }

  @Test
  @DisplayName("writes in passes that others caused what a burst has queued, too")
  void alongWithOthers() {
    list.add(first);
    Burst burst = Burst.beginSending();
    list.add(second);
    assertThat(loop).hasSize(1);
    runLoop();
    assertThat(written).containsExactly("first", "second");
    burst.end(); // its own wake-up finds nothing to do
    runLoop();
    assertThat(written).hasSize(2);
  }
}
