package io.roomcast.e2e.documentation;

import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Compiles examples as a reader would who pastes them, with the names of {@link World} around them.
 * What it says of them begins with the file and the line. A warning counts as much as an error.
 */
final class ExampleCompiler {
  private static final JavaCompiler JAVAC = ToolProvider.getSystemJavaCompiler();
  private static final List<String> OPTIONS =
      List.of(
          "--release",
          "17",
          "-proc:none",
          "-Xlint:deprecation,removal,rawtypes,unchecked,static,cast",
          "-Xmaxerrs",
          "10000",
          "-Xmaxwarns",
          "10000");

  private ExampleCompiler() {}

  /** What is wrong with them; nothing, where all compile. */
  static List<String> problems(List<Example> examples) {
    List<Source> sources = new ArrayList<>();
    Map<Example, List<String>> unreadable = new HashMap<>();
    List<Example> left = examples;
    for (ExampleForm form : ExampleForm.values()) {
      List<Source> candidates =
          left.stream()
              .map(example -> new Source(example, form, examples.indexOf(example)))
              .toList();
      Map<Source, List<String>> errors = run(candidates, JavacTask::parse);
      errors.forEach((source, said) -> unreadable.putIfAbsent(source.example, said));
      sources.addAll(candidates.stream().filter(source -> !errors.containsKey(source)).toList());
      left = errors.keySet().stream().map(source -> source.example).toList();
    }
    List<String> problems = new ArrayList<>();
    left.forEach(example -> problems.addAll(unreadable.getOrDefault(example, List.of())));
    run(sources, JavacTask::analyze).values().forEach(problems::addAll);
    return problems;
  }

  private static Map<Source, List<String>> run(List<Source> sources, Phase phase) {
    if (sources.isEmpty()) {
      return Map.of();
    }
    DiagnosticCollector<JavaFileObject> said = new DiagnosticCollector<>();
    JavacTask task = (JavacTask) JAVAC.getTask(null, null, said, OPTIONS, null, sources);
    try {
      phase.run(task);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<Source, List<String>> problems = new HashMap<>();
    for (Diagnostic<? extends JavaFileObject> each : said.getDiagnostics()) {
      if (each.getSource() instanceof Source source) {
        problems
            .computeIfAbsent(source, key -> new ArrayList<>())
            .add(
                source.example.at(each.getLineNumber() - 1 - ExampleForm.LINES_BEFORE)
                    + ": "
                    + each.getMessage(Locale.ENGLISH));
      } else if (each.getKind() == Diagnostic.Kind.ERROR) {
        throw new IllegalStateException(each.toString());
      }
    }
    return problems;
  }

  /** How far the compiler goes. */
  @FunctionalInterface
  private interface Phase {
    Object run(JavacTask task) throws IOException;
  }

  /** A source that was made of an example. */
  private static final class Source extends SimpleJavaFileObject {
    private final Example example;
    private final String text;

    private Source(Example example, ExampleForm form, int number) {
      super(URI.create("string:///example/Example" + number + ".java"), Kind.SOURCE);
      this.example = example;
      this.text = form.source("Example" + number, example.code());
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
