package io.roomcast.http;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.roomcast.http.ContentCache.Content;
import io.roomcast.http.ResourceLocator.Located;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ContentCacheTest {
  private final List<String> read = new CopyOnWriteArrayList<>();
  private ByteBuffer sent; // as by a transport; a field, so that it is not collected early
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
    assertThat(cache.keeps("a")).isTrue();
    assertThat(cache.keeps("b")).isFalse();
    assertThat(cache.keeps("c")).isTrue();
    read.clear();
    cache.content(file("a", 1, 100));
    cache.content(file("c", 1, 100));
    assertThat(read).isEmpty();
  }

  @Test
  void what_does_not_fit_is_shared_while_it_is_sent_and_then_gone() throws IOException {
    ContentCache none = new ContentCache(100, 0);
    sent = none.content(file("a", 1, 100)).orElseThrow().bytes().duplicate();
    System.gc();
    assertThat(none.content(file("a", 1, 100)).orElseThrow().bytes()).isEqualTo(sent);
    assertThat(none.bytes()).isZero();
    assertThat(read).containsExactly("a");

    sent = null;
    await()
        .until(
            () -> {
              System.gc();
              none.content(file("a", 1, 100));
              return read.size() > 1;
            });
  }

  @Test
  void a_dropped_content_that_somebody_still_sends_comes_back_without_a_reading()
      throws IOException {
    sent = cache.content(file("a", 1, 100)).orElseThrow().bytes().duplicate();
    cache.content(file("b", 1, 100));
    cache.content(file("c", 1, 100));
    assertThat(cache.keeps("a")).isFalse();
    read.clear();

    cache.content(file("a", 1, 100));
    assertThat(read).isEmpty();
    assertThat(cache.keeps("a")).isTrue();
    assertThat(cache.bytes()).isEqualTo(200);

    cache.content(file("a", 2, 100));
    assertThat(read).as("another content").containsExactly("a");
  }

  @Test
  void a_tag_outlives_its_content_but_not_its_stamp() throws IOException {
    assertThat(cache.tag(file("a", 1, 100))).isEmpty();
    EntityTag tag = cache.content(file("a", 1, 100)).orElseThrow().tag();
    cache.content(file("b", 1, 100));
    cache.content(file("c", 1, 100));
    assertThat(cache.keeps("a")).isFalse();
    assertThat(cache.tag(file("a", 1, 100))).hasValue(tag);
    assertThat(cache.tag(file("a", 2, 100))).isEmpty();
    for (int i = 0; i < ContentCache.MAX_TAGS; i++) {
      cache.content(file("many" + i, 1, 0));
    }
    assertThat(cache.tag(file("a", 1, 100))).as("so many and no more").isEmpty();
  }

  @Test
  void a_slow_file_does_not_hold_up_others_until_too_many_are_slow() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    CountDownLatch opened = new CountDownLatch(ContentCache.MAX_READINGS - 1);
    List<CompletableFuture<Optional<Content>>> slow = new ArrayList<>();
    for (int i = 1; i < ContentCache.MAX_READINGS; i++) {
      slow.add(ask(slowFile("slow" + i, opened, goOn)));
    }
    assertThat(opened.await(10, SECONDS)).isTrue();
    assertThat(ask(file("quick", 1, 10)).get(10, SECONDS)).isPresent();

    CountDownLatch lastOpened = new CountDownLatch(1);
    slow.add(ask(slowFile("last", lastOpened, goOn)));
    assertThat(lastOpened.await(10, SECONDS)).isTrue();
    read.clear();
    CompletableFuture<Optional<Content>> waiting = ask(file("other", 1, 10));
    assertThat(ask(file("quick", 1, 10)).get(10, SECONDS)).as("from memory").isPresent();
    await().until(cache::somebodyWaitsForATurn);
    assertThat(read).isEmpty();

    goOn.countDown();
    slow.add(waiting);
    for (CompletableFuture<Optional<Content>> answer : slow) {
      assertThat(answer.get(10, SECONDS)).isPresent();
    }
  }

  private static Located slowFile(String key, CountDownLatch opened, CountDownLatch goOn) {
    return new Located(
        key,
        1,
        -1,
        () -> {
          opened.countDown();
          try {
            assertThat(goOn.await(30, SECONDS)).isTrue();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          return new ByteArrayInputStream(new byte[10]);
        });
  }

  private CompletableFuture<Optional<Content>> ask(Located file) {
    CompletableFuture<Optional<Content>> answer = new CompletableFuture<>();
    new Thread(
            () -> {
              try {
                answer.complete(cache.content(file));
              } catch (IOException | RuntimeException e) {
                answer.completeExceptionally(e);
              }
            })
        .start();
    return answer;
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
