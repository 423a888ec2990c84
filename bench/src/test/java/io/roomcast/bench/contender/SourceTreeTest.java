package io.roomcast.bench.contender;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.bench.process.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceTreeTest {
  @TempDir Path root;
  private SourceTree tree;
  private String clean;

  @BeforeEach
  void repository() throws IOException {
    git("init", "-q");
    Files.createDirectories(root.resolve("bench"));
    Files.createDirectories(root.resolve("docs"));
    write("Source.java", "one");
    write("docs/report.md", "one");
    git("add", "-A");
    commit("one");
    tree = new SourceTree(root.resolve("bench"));
    clean = tree.commit();
  }

  @Test
  @DisplayName("sources that are as they were committed have the name of the commit")
  void clean() {
    assertThat(clean).matches("[0-9a-f]{10,}");
    assertThat(tree.commit()).isEqualTo(clean);
  }

  @Test
  @DisplayName("every change makes another name")
  void dirty() throws IOException {
    write("Source.java", "two");
    String two = tree.commit();
    write("Source.java", "three");
    String three = tree.commit();
    write("New.java", "one");
    String added = tree.commit();
    write("New.java", "two");

    assertThat(List.of(two, three, added, tree.commit()))
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches(clean + "-dirty-[0-9a-f]{8}"));
    write("Source.java", "two");
    Files.delete(root.resolve("New.java"));
    assertThat(tree.commit()).isEqualTo(two);
  }

  @Test
  @DisplayName("a report that is written beside the sources does not change them")
  void documents() throws IOException {
    write("docs/report.md", "two");
    write("docs/results.jsonl", "new");
    write("README.md", "new");

    assertThat(tree.commit()).isEqualTo(clean);
  }

  @Test
  @DisplayName("the checksum is that of the files, whether they are committed or not")
  void checksum() throws IOException {
    String one = tree.checksum();
    write("Source.java", "two");
    write("New.java", "one");
    String two = tree.checksum();
    git("add", "-A");
    String staged = tree.checksum();
    commit("two");
    String committed = tree.checksum();
    Files.delete(root.resolve("New.java"));
    write("Source.java", "one");

    assertThat(one).matches("[0-9a-f]{12}").isNotEqualTo(two);
    assertThat(List.of(staged, committed)).containsOnly(two);
    assertThat(tree.checksum()).isEqualTo(one);
  }

  @Test
  @DisplayName("a commit of the report, or of tests, begins no other run")
  void sameSources() throws IOException {
    String before = tree.checksum();
    write("docs/report.md", "two");
    write("README.md", "new");
    Files.createDirectories(root.resolve("bench/src/test"));
    write("bench/src/test/SomeTest.java", "new");
    assertThat(tree.commit()).isEqualTo(clean);
    git("add", "-A");
    commit("two");

    assertThat(tree.commit()).isNotEqualTo(clean);
    assertThat(tree.checksum()).isEqualTo(before);
  }

  @Test
  @DisplayName("sources that are in no repository are unknown")
  void unknown(@TempDir Path elsewhere) {
    assertThat(new SourceTree(elsewhere).checksum()).isEqualTo("unknown");
    assertThat(new SourceTree(elsewhere).commit()).isEqualTo("unknown");
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(root.resolve(name), text);
  }

  private void commit(String message) {
    git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", message);
  }

  private void git(String... words) {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(words));
    Tool.run(root, command, Tool.SHORT);
  }
}
