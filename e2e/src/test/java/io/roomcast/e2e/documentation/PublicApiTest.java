package io.roomcast.e2e.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The check for examples")
class PublicApiTest {
  @TempDir Path root;

  @Test
  @DisplayName("finds the examples of types and members, and their lines")
  void finds() throws IOException {
    PublicApi api =
        read(
            """
            /**
             * A bell.
             *
             * <pre>{@code
             * bell.ring();
             * bell.ring();
             * }</pre>
             */
            public class Bell {
              /**
               * Rings.
               *
               * <pre>{@code
               * bell.ring();
               * }</pre>
               */
              public void ring() {}
            }
            """);
    assertThat(api.missing()).isEmpty();
    assertThat(api.examples()).extracting(Example::line).containsExactly(5L, 14L);
    assertThat(api.examples().get(0).code()).isEqualTo(" bell.ring();\n bell.ring();\n ");
  }

  @Test
  @DisplayName("misses them where a public type neither has one nor points to one")
  void misses() throws IOException {
    PublicApi api =
        read(
            """
            /** Silent. */
            public class Bell {}
            """,
            """
            /** Points to who is silent. Example: {@link Bell}. */
            public interface Clapper {}
            """,
            """
            /** Points to nobody. Example: {@link Tower#Tower()}. */
            public interface Rope {}
            """,
            """
            /** Has one on a member only. */
            public interface Church {
              /**
               * Rings.
               *
               * <pre>{@code
               * church.ring();
               * }</pre>
               */
              void ring();
            }
            """);
    assertThat(api.missing())
        .containsExactly(
            "Type0.java:2: Bell has no example, nor a sentence \"Example: {@link …}\"",
            "Type1.java:2: Clapper points to Bell, which has no example",
            "Type2.java:2: Rope points to Tower#Tower, which has no example",
            "Type3.java:2: Church has no example, nor a sentence \"Example: {@link …}\"");
  }

  @Test
  @DisplayName("asks for none of exceptions, enums, annotations and what is not public")
  void exempt() throws IOException {
    PublicApi api =
        read(
            "public class Cracked extends RuntimeException {}",
            "public enum Tone { HIGH, LOW }",
            "public @interface Loud {}",
            "class Hidden {}");
    assertThat(api.missing()).isEmpty();
  }

  @Test
  @DisplayName("follows a pointer to a member, and to a type by its full name")
  void pointers() throws IOException {
    PublicApi api =
        read(
            """
            /** Example: {@link #ring(int)}. */
            public interface Bell {
              /**
               * Rings.
               *
               * <pre>{@code
               * bell.ring(1);
               * }</pre>
               */
              void ring(int times);
            }
            """,
            """
            /** Example: {@link org.example.Bell#ring}. */
            public interface Tower {}
            """);
    assertThat(api.missing()).isEmpty();
  }

  @Test
  @DisplayName("refuses what is preformatted and no example")
  void preformatted() throws IOException {
    PublicApi api =
        read(
            """
            /**
             * A bell.
             *
             * <pre>bell.shout();</pre>
             */
            class Bell {}
            """);
    assertThat(api.malformed()).containsExactly("Type0.java:4: Bell has a <pre> without {@code …}");
    assertThat(api.examples()).isEmpty();
  }

  private PublicApi read(String... types) throws IOException {
    for (int i = 0; i < types.length; i++) {
      Files.writeString(root.resolve("Type" + i + ".java"), types[i]);
    }
    return PublicApi.of(root, List.of(types).stream().map(type -> file(type, types)).toList());
  }

  private Path file(String type, String... types) {
    return root.resolve("Type" + List.of(types).indexOf(type) + ".java");
  }
}
