package io.roomcast.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A script that does not end")
class HangingScriptIT {
  private static final Duration TIME = Duration.ofSeconds(10); // for Node.js to begin, above all

  @Test
  @DisplayName("is ended in time, with the processes that it started, and what it said is shown")
  void ended() throws IOException {
    NodeProject.assumeInstalled();
    Path script =
        Files.writeString(
            NodeProject.home().resolve("hanging.test.mjs"),
            """
            import { test } from "node:test";
            console.log(`process ${process.pid}`);
            test("goes on for ever", () => new Promise(() => setInterval(() => {}, 1000)));
            """);

    NodeProject.Result result = NodeProject.runScript(script, Map.of(), TIME);

    assertThat(result.exitCode()).isEqualTo(-1);
    assertThat(result.output()).endsWith("ended after " + TIME);
    Matcher process = Pattern.compile("process (\\d+)").matcher(result.output());
    assertThat(process.find()).as(result.output()).isTrue();
    assertThat(ProcessHandle.of(Long.parseLong(process.group(1)))).isEmpty();
  }
}
