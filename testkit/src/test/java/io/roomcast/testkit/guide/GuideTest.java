package io.roomcast.testkit.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.roomcast.testkit.transport.HttpTransportCompatibilityKit;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

@DisplayName("The page on writing a transport")
class GuideTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Pattern SEPARATOR = Pattern.compile(",\\s+");
  private static final Pattern CHECKS = Pattern.compile("^Checks: ([^.]+)\\.$", Pattern.MULTILINE);

  @Test
  @DisplayName("leads through all checks of the kit, and names no other")
  void namesTheChecks() throws IOException {
    Set<String> named = new TreeSet<>();
    for (Matcher line = CHECKS.matcher(page()); line.find(); ) {
      for (String name : SEPARATOR.split(line.group(1).replace("`", ""), -1)) {
        if (!named.add(name)) {
          fail("the page names " + name + " in two steps");
        }
      }
    }
    assertThat(named)
        .containsExactlyInAnyOrderElementsOf(
            Stream.<Class<?>>iterate(
                    HttpTransportCompatibilityKit.class,
                    type -> type != Object.class,
                    Class::getSuperclass)
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(GuideTest::isCheck)
                .map(Method::getName)
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  private static boolean isCheck(Method method) {
    return method.isAnnotationPresent(Test.class) || method.isAnnotationPresent(TestFactory.class);
  }

  private static String page() throws IOException {
    return Files.readString(ROOT.resolve("docs/writing-a-transport.md")).replace("\r\n", "\n");
  }
}
