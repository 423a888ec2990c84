package io.roomcast.spi.adapter.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.spi.adapter.Replies;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A question to a cluster")
class ClusterQuestionTest {
  private static final Peers B_AND_C = new Peers.Named(Set.of("b", "c"));

  private ClusterQuestion<String> question = new ClusterQuestion<>(List.of("k", "b"), 0);

  private Replies<String> replies() {
    assertThat(question.replies()).isCompleted();
    return question.replies().toCompletableFuture().join();
  }

  private void assertOpen() {
    assertThat(question.replies()).isNotDone();
  }

  @Test
  @DisplayName("ADP-16 a server that leaves before it is expected is not waited for, but named")
  void leaves_first() {
    question.left("b");
    question.expect(1, B_AND_C);
    question.own(List.of("own"));
    assertOpen();
    question.answeredAll("c", List.of("c"));
    assertThat(replies().values()).containsExactly("own", "c");
    assertThat(replies().silentServers()).containsExactly("b");
  }

  @Test
  @DisplayName("ADP-16 a server that leaves with all its answers given is not named")
  void leaves_with_nothing_owed() {
    question.expect(1, B_AND_C);
    question.counted("b", 1);
    question.answered("b", "b");
    question.left("b");
    question.counted("c", 2);
    question.answered("c", "c");
    question.own(List.of());
    assertOpen();
    question.left("c");
    assertThat(replies().values()).containsExactly("b", "c");
    assertThat(replies().silentServers()).containsExactly("c");
  }

  @Test
  @DisplayName("API-42 who has left and who has not answered are both named when the time is up")
  void time_is_up() {
    question.expect(1, B_AND_C);
    question.own(List.of());
    question.left("b");
    question.end();
    assertThat(replies().silentServers()).containsExactlyInAnyOrder("b", "c");
  }

  @Test
  @DisplayName("ADP-13 a client's answer may come before the count of its server")
  void late_count() {
    question.own(List.of());
    question.answered("b", "early");
    question.expect(1, new Peers.Counted(1));
    assertOpen();
    question.counted("b", 2);
    assertOpen();
    question.answered("b", "late");
    assertThat(replies().values()).containsExactly("early", "late");
    assertThat(replies().silentServers()).isEmpty();
  }

  @Test
  @DisplayName("ADP-13 answers that come twice, or after the end, count once or not at all")
  void duplicates() {
    question.expect(1, B_AND_C);
    question.own(List.of());
    question.counted("b", 1);
    question.counted("b", 1);
    question.answered("b", "b");
    question.answered("b", "again");
    assertOpen();
    question.answeredAll("c", List.of("c"));
    question.answeredAll("c", List.of("again"));
    question.answered("c", "more");
    assertThat(replies().values()).containsExactly("b", "c");
    assertThat(replies().silentServers()).isEmpty();
  }

  @Test
  @DisplayName("ADP-13 clients of this server answer once, and are named where they do not")
  void own_clients() {
    question.expect(1, new Peers.Counted(0));
    assertOpen();
    question.ownAsked(Set.of("s1", "s2", "s3"));
    question.ownAnswered("s1", "1");
    question.ownAnswered("s1", "again");
    question.ownSilent("s2");
    question.ownSilent("s2");
    assertOpen();
    question.end();
    assertThat(replies().values()).containsExactly("1");
    assertThat(replies().silentSockets()).containsExactlyInAnyOrder("s2", "s3");
  }

  @Test
  @DisplayName("ADP-14 servers that are only counted are awaited, and counted again as they leave")
  void counted_servers() {
    question = new ClusterQuestion<>(List.of(), 0);
    question.own(List.of());
    question.answeredAll("b", List.of("b"));
    assertOpen();
    question.expect(1, new Peers.Counted(2));
    assertOpen();
    question.left("b");
    question.expect(1, new Peers.Counted(1));
    assertOpen();
    question.answeredAll("d", List.of("d"));
    assertThat(replies().values()).containsExactly("b", "d");
    assertThat(replies().silentServers()).isEmpty();
  }

  @Test
  @DisplayName("ADP-16 a counted server that leaves without an answer is named")
  void counted_server_leaves() {
    question.own(List.of());
    question.expect(1, new Peers.Counted(2));
    question.answeredAll("b", List.of("b"));
    question.left("c");
    assertOpen();
    question.expect(1, new Peers.Counted(1));
    assertThat(replies().silentServers()).containsExactly("c");
  }

  @Test
  @DisplayName("ADP-16 a counted server that had left before is not named, late as the word may be")
  void counted_server_left_before() {
    question.own(List.of());
    question.left("c");
    question.expect(1, new Peers.Counted(1));
    question.answeredAll("b", List.of("b"));
    assertThat(replies()).isEqualTo(Replies.complete(List.of("b")));
  }

  @Test
  @DisplayName("API-42 counted servers are named as far as they are known")
  void names_of_counted_servers() {
    question.own(List.of());
    question.expect(1, new Peers.Counted(4));
    question.answeredAll("b", List.of("b"));
    question.counted("o", 1);
    question.end();
    assertThat(replies().silentServers()).containsExactlyInAnyOrder("o", "k", "unnamed server 1");
  }

  @Test
  @DisplayName("ADP-12 where nobody can be reached, this server's part is all")
  void cut_off() {
    question.cutOff();
    question.ownAsked(Set.of("s"));
    assertOpen();
    question.ownAnswered("s", "s");
    assertThat(replies().values()).containsExactly("s");
    assertThat(replies().silentServers()).containsExactly("k");
  }

  @Test
  @DisplayName("where nobody is asked it is over with this server's part")
  void alone() {
    question.own(List.of("own"));
    question.expect(1, new Peers.Named(Set.of()));
    assertThat(replies()).isEqualTo(Replies.complete(List.of("own")));
  }

  @Test
  @DisplayName("ADP-14 who came after the count does not stand for one that is known and silent")
  void strangers() {
    question.own(List.of());
    question.expect(1, new Peers.Counted(2));
    question.answeredAll("stranger", List.of("stranger"));
    question.answeredAll("k", List.of("k"));
    assertOpen();
    question.answeredAll("b", List.of("b"));
    assertThat(replies()).isEqualTo(Replies.complete(List.of("stranger", "k", "b")));
  }

  @Test
  @DisplayName("API-42 one that is known and silent is named, though others made up the number")
  void stranger_in_time() {
    question.own(List.of());
    question.expect(1, new Peers.Counted(2));
    question.answeredAll("stranger", List.of());
    question.answeredAll("k", List.of());
    question.end();
    assertThat(replies().silentServers()).containsExactly("b");
  }

  @Test
  @DisplayName("ADP-16 one that had left before is not named, whoever came in its place")
  void known_server_left_before() {
    question = new ClusterQuestion<>(List.of("c"), 0);
    question.own(List.of());
    question.expect(1, new Peers.Counted(1));
    question.answeredAll("stranger", List.of());
    assertOpen();
    question.left("c");
    assertThat(replies().silentServers()).isEmpty();
  }

  @Test
  @DisplayName(
      "ADP-14 where more are known than there are, some have gone, and any answers will do")
  void too_many_known() {
    question.own(List.of());
    question.expect(1, new Peers.Counted(1));
    question.answeredAll("stranger", List.of("stranger"));
    assertThat(replies()).isEqualTo(Replies.complete(List.of("stranger")));
  }

  @Test
  @DisplayName("ADP-14 a count that was begun before the latest one is ignored")
  void older_count() {
    question = new ClusterQuestion<>(List.of(), 2);
    question.own(List.of());
    question.expect(1, new Peers.Counted(0));
    assertOpen();
    question.expect(4, new Peers.Counted(2));
    question.expect(3, new Peers.Counted(1));
    question.answeredAll("a", List.of());
    assertOpen();
    question.answeredAll("b", List.of());
    assertThat(replies().silentServers()).isEmpty();
  }

  @Test
  @DisplayName("ADP-14 takes note of a thousand servers at most, and of those that it knows to be")
  void bounded_names() {
    question = new ClusterQuestion<>(List.of(), 0);
    question.own(List.of());
    question.expect(1, B_AND_C);
    for (int i = 0; i < 500; i++) {
      question.left("left" + i);
      question.answered("early" + i, "early");
    }
    for (int i = 0; i < 1000; i++) {
      question.answeredAll("more" + i, List.of("more"));
      question.counted("and more" + i, 1);
    }
    question.answeredAll("b", List.of("b"));
    question.answeredAll("c", List.of("c"));
    assertThat(replies().values()).hasSize(502).endsWith("b", "c");
    assertThat(replies().silentServers()).isEmpty();
  }

  @Test
  @DisplayName("API-42 a server whose answers are too many to be kept is named, as is a client")
  void too_many_answers() {
    question.expect(1, B_AND_C);
    question.ownAsked(Set.of("s"));
    question.answeredAll("b", Collections.nCopies(1_000_000, "b"));
    question.counted("c", 1);
    question.answered("c", "c");
    question.ownAnswered("s", "s");
    assertThat(replies().values()).hasSize(1_000_000).doesNotContain("c", "s");
    assertThat(replies().silentServers()).containsExactly("c");
    assertThat(replies().silentSockets()).containsExactly("s");
  }
}
