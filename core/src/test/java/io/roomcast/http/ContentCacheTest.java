package io.roomcast.http;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.roomcast.http.ContentCache.Content;
import io.roomcast.http.ResourceLocator.Located;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ContentCacheTest {
  private final List<String> read = new ArrayList<>();
  private final ContentCache cache = new ContentCache(100, 250);

  private Located file(String key, int stamp, int size) {
    return new Located(
        key,
        stamp,
        -1,
        () -> {
          read.add(key);
          return new ByteArrayInputStream(new byte[size]);
        });
  }

  @Test
  void reads_a_file_once_until_its_stamp_changes() throws IOException {
    Content first = cache.content(file("a", 1, 10)).orElseThrow();
    assertThat(cache.content(file("a", 1, 10)).orElseThrow()).isSameAs(first);
    assertThat(read).containsExactly("a");

    assertThat(cache.content(file("a", 2, 20)).orElseThrow().bytes().remaining()).isEqualTo(20);
    assertThat(read).containsExactly("a", "a");
    assertThat(cache.bytes()).isEqualTo(20);
  }

  @Test
  void never_holds_more_than_its_bound_and_drops_what_was_not_asked_for_longest()
      throws IOException {
    cache.content(file("a", 1, 100));
    cache.content(file("b", 1, 100));
    cache.content(file("a", 1, 100));
    cache.content(file("c", 1, 100));
    assertThat(cache.bytes()).isEqualTo(200);
    read.clear();
    cache.content(file("a", 1, 100));
    cache.content(file("c", 1, 100));
    assertThat(read).isEmpty();
    cache.content(file("b", 1, 100));
    assertThat(read).containsExactly("b");
  }

  @Test
  void what_does_not_fit_is_served_but_not_kept() throws IOException {
    ContentCache none = new ContentCache(100, 0);
    assertThat(none.content(file("a", 1, 100))).isPresent();
    assertThat(none.content(file("a", 1, 100))).isPresent();
    assertThat(none.bytes()).isZero();
    assertThat(read).containsExactly("a", "a");
  }

  @Test
  void a_file_over_the_maximum_is_empty_whatever_its_size_was_said_to_be() throws IOException {
    assertThat(cache.content(file("a", 1, 100))).isPresent();
    assertThat(cache.content(file("b", 1, 101))).isEmpty();
    Located announced =
        new Located(
            "c",
            1,
            101,
            () -> {
              throw new AssertionError("is not even opened");
            });
    assertThat(cache.content(announced)).isEmpty();
    assertThat(cache.bytes()).isEqualTo(100);
  }

  @Test
  void a_failed_read_is_tried_again() throws IOException {
    Located broken =
        new Located(
            "a",
            1,
            -1,
            () -> {
              throw new IOException("thrown by a test");
            });
    assertThatThrownBy(() -> cache.content(broken)).isInstanceOf(IOException.class);
    assertThat(cache.content(file("a", 1, 10))).isPresent();
  }

  @Test
  void a_crowd_that_asks_for_the_same_file_shares_one_reading() throws Exception {
    CountDownLatch opened = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger opens = new AtomicInteger();
    Located slow =
        new Located(
            "a",
            1,
            -1,
            () -> {
              opens.incrementAndGet();
              opened.countDown();
              try {
                assertThat(goOn.await(30, SECONDS)).isTrue();
              } catch (InterruptedException e) {
                throw new IOException(e);
              }
              return new ByteArrayInputStream(new byte[10]);
            });
    List<CompletableFuture<Optional<Content>>> answers = new ArrayList<>();
    List<Thread> crowd = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      CompletableFuture<Optional<Content>> answer = new CompletableFuture<>();
      answers.add(answer);
      Thread thread =
          new Thread(
              () -> {
                try {
                  answer.complete(cache.content(slow));
                } catch (IOException e) {
                  answer.completeExceptionally(e);
                }
              });
      crowd.add(thread);
      thread.start();
    }
    assertThat(opened.await(10, SECONDS)).isTrue();
    await()
        .until(
            () ->
                crowd.stream()
                    .allMatch(
                        t ->
                            t.getState() == Thread.State.WAITING
                                || t.getState() == Thread.State.TIMED_WAITING));
    goOn.countDown();

    Content first = answers.get(0).get(10, SECONDS).orElseThrow();
    for (CompletableFuture<Optional<Content>> answer : answers) {
      assertThat(answer.get(10, SECONDS).orElseThrow()).isSameAs(first);
    }
    assertThat(opens).hasValue(1);
  }
}
