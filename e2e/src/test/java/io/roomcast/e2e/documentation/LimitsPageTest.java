package io.roomcast.e2e.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.ConnectionStateRecovery;
import io.roomcast.Server;
import io.roomcast.ServerOptions;
import io.roomcast.engineio.EngineOptions;
import io.roomcast.engineio.EngineServer;
import io.roomcast.engineio.EngineServerBuilder;
import io.roomcast.spi.codec.CodecLimits;
import io.roomcast.spi.transport.Limits;
import io.roomcast.testkit.InMemoryTransport;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The page of limits")
class LimitsPageTest {
  private static final Path PAGE = PublishedSources.ROOT.resolve("docs/limits.md");
  private static final Set<Class<?>> KINDS = Set.of(int.class, long.class, Duration.class);
  private static final Set<String> NO_LIMITS = Set.of("hashCode", "compareTo");
  private static final String FIXED = "Fixed bounds";
  private static final Pattern ROW =
      Pattern.compile("\\| `(\\w+)` \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\| `(\\w+)` \\|");
  private static final Pattern CODE = Pattern.compile("`(\\w+)`");
  private static final Pattern NUMBER = Pattern.compile("\\d+(?: \\d{3})*");

  /** A constant of the enum of fixed bounds: a name, how many, and how many bytes. */
  private static final Pattern BOUND =
      Pattern.compile("(?m)^  [A-Z_]+\\(\"(\\w+)\", ([\\d_]+)(?:, ([\\d_]+))?\\)");

  /** What is counted by a name that stands right there. */
  private static final Pattern COUNTED =
      Pattern.compile(
          "\\b(?:hit|limitReached|counted|overLimit|retryLater)\\((?:[\\w().]+,\\s*)?\"(\\w+)\"");

  private record Row(String limit, String value, String counted, String test) {}

  /** The rows of each section, by its heading. */
  private static Map<String, List<Row>> sections() throws IOException {
    Map<String, List<Row>> sections = new LinkedHashMap<>();
    List<Row> rows = new ArrayList<>();
    for (String line : Files.readAllLines(PAGE)) {
      if (line.startsWith("## ")) {
        rows = new ArrayList<>();
        sections.put(line.substring("## ".length()).replace("`", ""), rows);
      }
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        rows.add(new Row(row.group(1), row.group(2), row.group(4), row.group(5)));
      } else if (line.startsWith("| `")) {
        throw new AssertionError("not a row of five columns: " + line);
      }
    }
    return sections;
  }

  private static Map<String, Object> documented() {
    ServerOptions server = Server.builder().transport(InMemoryTransport.create()).build().options();
    Map<String, Object> byName = new LinkedHashMap<>();
    for (Object options :
        List.of(
            EngineOptions.defaults(),
            server,
            Limits.defaults(),
            CodecLimits.defaults(),
            ConnectionStateRecovery.within(Duration.ofMinutes(2)),
            EngineServer.builder())) {
      byName.put(options.getClass().getSimpleName(), options);
    }
    return byName;
  }

  /** What can be asked of options without an argument, and is a number or a time. */
  private static Map<String, String> limitsOf(Object options) throws ReflectiveOperationException {
    Map<String, String> limits = new TreeMap<>();
    if (options instanceof EngineServerBuilder) { // whose options cannot be asked
      for (Field field : EngineServerBuilder.class.getDeclaredFields()) {
        if (KINDS.contains(field.getType()) && !isOptionOf(ServerOptions.class, field.getName())) {
          field.setAccessible(true);
          limits.put(field.getName(), text(field.get(options)));
        }
      }
    }
    for (Method method : options.getClass().getMethods()) {
      boolean own = method.getDeclaringClass() == options.getClass();
      boolean asks = method.getParameterCount() == 0 && KINDS.contains(method.getReturnType());
      if (own
          && asks
          && !Modifier.isStatic(method.getModifiers())
          && !NO_LIMITS.contains(method.getName())) {
        limits.put(method.getName(), text(method.invoke(options)));
      }
    }
    if (options instanceof ConnectionStateRecovery) {
      limits.replace("maxDisconnection", "yours"); // it has no default
    }
    return limits;
  }

  private static boolean isOptionOf(Class<?> options, String name) {
    return Arrays.stream(options.getMethods()).anyMatch(method -> method.getName().equals(name));
  }

  private static String text(Object value) {
    if (value instanceof Duration time) {
      return time.toSeconds() + " s";
    }
    long number = ((Number) value).longValue();
    return number == Integer.MAX_VALUE ? "none" : grouped(number);
  }

  private static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number).replace(',', ' ');
  }

  @Test
  @DisplayName("names every option that is one, and its default")
  void namesAndDefaults() throws IOException, ReflectiveOperationException {
    Map<String, List<Row>> sections = sections();
    Map<String, Object> documented = documented();
    Set<String> headings = new TreeSet<>(documented.keySet());
    headings.add(FIXED);
    assertThat(sections.keySet()).isEqualTo(headings);
    for (Map.Entry<String, Object> options : documented.entrySet()) {
      Map<String, String> written = new TreeMap<>();
      sections.get(options.getKey()).forEach(row -> written.put(row.limit(), row.value()));
      assertThat(written).as(options.getKey()).isEqualTo(limitsOf(options.getValue()));
    }
  }

  private static List<String> sources(String folder) throws IOException {
    List<String> texts = new ArrayList<>();
    try (Stream<Path> modules = Files.list(PublishedSources.ROOT)) {
      for (Path module : modules.filter(Files::isDirectory).toList()) {
        Path sources = module.resolve(folder);
        if (Files.isDirectory(sources)) {
          try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : files.filter(it -> it.toString().endsWith(".java")).toList()) {
              texts.add(Files.readString(file));
            }
          }
        }
      }
    }
    return texts;
  }

  @Test
  @DisplayName("names every bound that is fixed, and where it is")
  void fixedBounds() throws IOException {
    Map<String, List<String>> written = new TreeMap<>();
    for (Row row : sections().get(FIXED)) {
      assertThat(row.counted()).as(row.limit()).isEqualTo("yes");
      written.put(
          row.limit(), NUMBER.matcher(row.value()).results().map(MatchResult::group).toList());
    }
    Map<String, List<String>> bounds = new TreeMap<>();
    Matcher bound =
        BOUND.matcher(
            Files.readString(
                PublishedSources.ROOT.resolve(
                    "core/src/main/java/io/roomcast/internal/concurrent/FixedBound.java")));
    while (bound.find()) {
      bounds.put(
          bound.group(1),
          Stream.of(Optional.of(bound.group(2)), Optional.ofNullable(bound.group(3)))
              .flatMap(Optional::stream)
              .map(number -> grouped(Long.parseLong(number.replace("_", ""))))
              .toList());
    }
    assertThat(bounds).hasSizeGreaterThan(10);
    assertThat(written).isEqualTo(bounds);
  }

  @Test
  @DisplayName("has a row for whatever the code counts, and the name of an option for each")
  void everythingCounted() throws IOException {
    Set<String> options = new TreeSet<>();
    sections()
        .forEach(
            (section, rows) -> {
              if (!section.equals(FIXED)) { // those are counted as constants of their enum
                rows.forEach(row -> options.add(row.limit()));
              }
            });
    Set<String> names = new TreeSet<>();
    for (String text : sources("src/main")) {
      COUNTED.matcher(text).results().forEach(call -> names.add(call.group(1)));
    }
    assertThat(names).hasSizeGreaterThan(20);
    assertThat(options).containsAll(names);
  }

  @Test
  @DisplayName("says of those that are counted by which name the code does so")
  void counted() throws IOException {
    List<String> code = sources("src/main");
    for (Row row : sections().values().stream().flatMap(List::stream).toList()) {
      if (row.counted().equals("no")) {
        continue;
      }
      List<String> names =
          row.counted().equals("yes")
              ? List.of(row.limit())
              : CODE.matcher(row.counted()).results().map(name -> name.group(1)).toList();
      assertThat(names).as(row.limit()).isNotEmpty();
      for (String name : names) {
        assertThat(code).as(name).anyMatch(text -> text.contains('"' + name + '"'));
      }
    }
  }

  @Test
  @DisplayName("names tests that there are, and that speak of the limit")
  void tests() throws IOException {
    List<String> code = new ArrayList<>(sources("src/test"));
    code.addAll(sources("src/main")); // the kits
    for (Row row : sections().values().stream().flatMap(List::stream).toList()) {
      List<String> found =
          code.stream().filter(text -> text.contains("class " + row.test() + " ")).toList();
      assertThat(found).as(row.test()).hasSize(1);
      String words = row.limit() + "|" + capital(row.limit());
      if (!row.value().equals("yours")) { // which is not set by its name
        assertThat(found.get(0)).as("%s in %s", row.limit(), row.test()).containsPattern(words);
      }
    }
  }

  /** As it stands in {@code withMaxDepth}. */
  private static String capital(String name) {
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }
}
