package io.roomcast.e2e.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.e2e.NodeProject;
import io.roomcast.examples.TwoNodeChat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The room chat on two servers with its own Redis, as a process like the one that people start. */
@DisplayName("The room chat on two servers")
@Timeout(180)
class TwoNodeChatIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern ADDRESS = Pattern.compile("(http://\\S+)/rooms");

  @TempDir private Path directory;
  private Process chat;
  private List<ProcessHandle> redis;
  private List<String> urls;

  @BeforeEach
  void start() throws IOException {
    NodeProject.assumeInstalled();
    Path output = directory.resolve("output.txt");
    chat =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                TwoNodeChat.class.getName(),
                "--host",
                "127.0.0.1",
                "--port",
                "0")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> text(output).contains("Ctrl-C") || !chat.isAlive());
    urls = ADDRESS.matcher(text(output)).results().map((MatchResult it) -> it.group(1)).toList();
    assertThat(urls).as(text(output)).hasSize(2);
    redis = chat.descendants().toList();
    assertThat(redis).hasSize(1);
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }

  @AfterEach
  void end() {
    if (chat != null) {
      chat.destroyForcibly();
    }
    if (redis != null) {
      redis.forEach(ProcessHandle::destroyForcibly);
    }
  }

  @Test
  @DisplayName("has one room for the official clients of both, and ends with its Redis")
  void clients() throws Exception {
    Path script = NodeProject.home().resolve("two-nodes.test.mjs");
    Files.copy(
        Path.of("src", "test", "js", "two-nodes.test.mjs"),
        script,
        StandardCopyOption.REPLACE_EXISTING);
    run(script, Map.of("URLS", String.join(",", urls)), 4);
    chat.destroy(); // as Ctrl-C does
    assertThat(chat.waitFor()).isNotZero();
    assertThat(text(directory.resolve("output.txt"))).contains("The chat has stopped.");
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> redis.stream().noneMatch(ProcessHandle::isAlive));
  }

  @Test
  @DisplayName("shows its server on the page, and leads to the other one")
  void page() throws IOException {
    Path chromium = Chromium.assumeInstalled();
    Map<String, String> environment = new HashMap<>();
    environment.put("URL", urls.get(0));
    environment.put("CHROMIUM", chromium.toString());
    environment.put("SCREENSHOTS", Path.of("target", "screenshots").toAbsolutePath().toString());
    run(ChatPagesIT.copyScripts().resolve("nodes.test.mjs"), environment, 1);
  }

  private static void run(Path script, Map<String, String> environment, int checks) {
    NodeProject.check(script, environment, Duration.ofMinutes(2), checks);
  }
}
