package io.roomcast.testkit.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A question to the in-memory cluster")
class ClusterQuestionTest {
  private final ClusterQuestion<String> question = new ClusterQuestion<>();

  @Test
  @DisplayName("ADP-16 a server that leaves before it is expected is not waited for, but named")
  void leaves_first() {
    question.left("b");
    question.expect(List.of("b", "c"));
    question.own(List.of("own"));
    assertThat(question.replies()).isNotDone();
    question.answeredAll("c", List.of("c"));
    assertThat(question.replies().join().values()).containsExactly("own", "c");
    assertThat(question.replies().join().silentServers()).containsExactly("b");
  }

  @Test
  @DisplayName("ADP-16 a server that leaves with all its answers given is not named")
  void leaves_with_nothing_owed() {
    question.expect(List.of("b", "c"));
    question.counted("b", 1);
    question.answered("b", "b");
    question.left("b");
    question.counted("c", 2);
    question.answered("c", "c");
    question.own(List.of());
    assertThat(question.replies()).isNotDone();
    question.left("c");
    assertThat(question.replies().join().values()).containsExactly("b", "c");
    assertThat(question.replies().join().silentServers()).containsExactly("c");
  }

  @Test
  @DisplayName("API-42 who has left and who has not answered are both named when the time is up")
  void time_is_up() {
    question.expect(List.of("b", "c"));
    question.own(List.of());
    question.left("b");
    question.end();
    assertThat(question.replies().join().silentServers()).containsExactlyInAnyOrder("b", "c");
  }
}
