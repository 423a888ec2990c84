package io.roomcast.adapter.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.spi.adapter.AckCollector;
import io.roomcast.spi.adapter.Replies;
import io.roomcast.spi.codec.Arguments;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A question where servers are only counted")
class ClassicQuestionTest {
  private final ClassicQuestion<String> question = new ClassicQuestion<>();

  private static <T> Replies<T> replies(ClassicQuestion<T> question) {
    CompletableFuture<Replies<T>> future = question.replies().toCompletableFuture();
    assertThat(future).isDone();
    return future.join();
  }

  @Test
  @DisplayName("RED-12 is over when as many servers have answered as there are, in any order")
  void over() {
    question.answered(List.of("b"));
    question.own(List.of("own"));
    assertThat(question.replies().toCompletableFuture()).isNotDone();
    question.expect(2);
    assertThat(question.replies().toCompletableFuture()).isNotDone();
    question.answered(List.of("c"));
    assertThat(replies(question).values()).containsExactly("b", "own", "c");
    assertThat(replies(question).silentServers()).isEmpty();
  }

  @Test
  @DisplayName("RED-12 names the silent servers by their number")
  void silent() {
    question.own(List.of());
    question.expect(2);
    question.answered(List.of("b"));
    question.end();
    assertThat(replies(question).values()).containsExactly("b");
    assertThat(replies(question).silentServers()).containsExactly("1 of 3 servers");
  }

  @Test
  @DisplayName("RED-12 alone there is nobody to wait for")
  void alone() {
    question.expect(-1);
    assertThat(question.replies().toCompletableFuture()).isNotDone();
    question.own(List.of("own"));
    assertThat(replies(question).values()).containsExactly("own");
  }

  @Test
  @DisplayName("RED-12 where the others cannot be asked, what this server knows is all")
  void cutOff() {
    question.cutOff();
    question.own(List.of("own"));
    assertThat(replies(question).values()).containsExactly("own");
    assertThat(replies(question).silentServers()).containsExactly("all other servers");
  }

  @Test
  @DisplayName("RED-12 where nobody could count the others, all of them count as silent")
  void uncounted() {
    question.own(List.of());
    question.answered(List.of("b"));
    question.end();
    assertThat(replies(question).values()).containsExactly("b");
    assertThat(replies(question).silentServers()).containsExactly("all other servers");
  }

  @Test
  @DisplayName("ADP-13 RED-8 waits for as many clients as other servers have counted")
  void clients() {
    question.own(List.of());
    question.expect(2);
    question.clientAnswered("faster than its server's count");
    question.counted(2);
    question.counted(0);
    assertThat(question.replies().toCompletableFuture()).isNotDone();
    question.clientAnswered("second");
    assertThat(replies(question).values()).hasSize(2);
    assertThat(replies(question).silentServers()).isEmpty();
  }

  @Test
  @DisplayName("ADP-13 counts the clients of other servers that were silent")
  void silentClients() {
    question.own(List.of());
    question.expect(1);
    question.counted(3);
    question.clientAnswered("one");
    question.end();
    assertThat(replies(question).silentServers()).containsExactly("servers of 2 silent clients");
    question.clientAnswered("too late");
    assertThat(replies(question).values()).containsExactly("one");
  }

  @Test
  @DisplayName("ADP-13 is not over early, whatever numbers of clients other servers tell")
  void garbageCounts() {
    question.own(List.of());
    question.expect(2);
    question.counted(Integer.MAX_VALUE);
    question.counted(Integer.MAX_VALUE);
    assertThat(question.replies().toCompletableFuture()).isNotDone();
    question.end();
    assertThat(replies(question).silentServers())
        .containsExactly("servers of 4294967294 silent clients");
  }

  @Test
  @DisplayName("ADP-13 names this server's own clients that were silent")
  void ownClients() {
    ClassicQuestion<Arguments> asked = new ClassicQuestion<>();
    AckCollector own = ClassicQuestion.ownClients(asked);
    asked.expect(0);
    own.expected(Set.of("a", "b", "c"));
    own.answered("a", Arguments.of(1L));
    own.silent("b");
    assertThat(asked.replies().toCompletableFuture()).isNotDone();
    asked.end();
    own.answered("c", Arguments.of(2L));
    assertThat(replies(asked).values()).hasSize(1);
    assertThat(replies(asked).silentSockets()).containsExactlyInAnyOrder("b", "c");
  }

  @Test
  @DisplayName("RED-12 answers that are too many to be kept are told of")
  void too_many_answers() {
    question.own(List.of());
    question.expect(2);
    question.answered(Collections.nCopies(1_000_000, "b"));
    question.answered(List.of("c", "c"));
    assertThat(replies(question).values()).hasSize(1_000_000).doesNotContain("c");
    assertThat(replies(question).silentServers())
        .containsExactly("servers of 2 answers beyond 1000000");
  }
}
