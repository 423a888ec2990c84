package io.roomcast.e2e.documentation;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.StartElementTree;
import com.sun.source.doctree.TextTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The examples in the Javadoc of some sources, and which public types have none. An example is a
 * code tag between {@code <pre>} and {@code </pre>}, where nothing else may be.
 *
 * <p>A type shows an example, or says whose example shows it: in a sentence "Example: " with a link
 * to a type, or to a member of one, that has an example of its own. Three kinds of types need
 * neither, since their names and constants say it all: exceptions, enums and annotations.
 */
final class PublicApi {
  private final Path root;
  private final List<Example> examples = new ArrayList<>();
  private final List<String> malformed = new ArrayList<>();
  private final List<Silent> silent = new ArrayList<>();

  /** What has an example of its own: {@code Room}, {@code Namespace#room}. */
  private final Set<String> shown = new HashSet<>();

  /**
   * A type without an example of its own.
   *
   * @param at its file and line
   * @param name its simple name
   * @param pointer whose example shows it, as it stands in the link
   */
  private record Silent(String at, String name, Optional<String> pointer) {}

  private PublicApi(Path root) {
    this.root = root;
  }

  /** Reads sources below a root. */
  static PublicApi of(Path root, List<Path> sources) throws IOException {
    PublicApi api = new PublicApi(root);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  files,
                  null,
                  List.of("-proc:none"),
                  null,
                  files.getJavaFileObjectsFromPaths(sources));
      DocTrees trees = DocTrees.instance(task);
      for (CompilationUnitTree unit : task.parse()) {
        api.new Reader(trees, unit).scan(unit, null);
      }
    }
    return api;
  }

  /** All of them. */
  List<Example> examples() {
    return examples;
  }

  /** What stands between {@code <pre>} and {@code </pre>} and is no example. */
  List<String> malformed() {
    return malformed;
  }

  /** The public types of which nobody is shown an example. */
  List<String> missing() {
    return silent.stream()
        .filter(type -> type.pointer.filter(shown::contains).isEmpty())
        .map(
            type ->
                "%s: %s %s"
                    .formatted(
                        type.at,
                        type.name,
                        type.pointer
                            .map(pointer -> "points to " + pointer + ", which has no example")
                            .orElse("has no example, nor a sentence \"Example: {@link …}\"")))
        .toList();
  }

  /** Goes through one file. */
  private final class Reader extends TreePathScanner<Void, Void> {
    private final DocTrees trees;
    private final CompilationUnitTree unit;
    private final Path file;

    private Reader(DocTrees trees, CompilationUnitTree unit) {
      this.trees = trees;
      this.unit = unit;
      this.file = root.relativize(Path.of(unit.getSourceFile().toUri()));
    }

    @Override
    public Void visitClass(ClassTree type, Void none) {
      String name = type.getSimpleName().toString();
      boolean example = read(name, name);
      boolean topLevel = getCurrentPath().getParentPath().getLeaf() == unit;
      if (topLevel && !example && type.getModifiers().getFlags().contains(Modifier.PUBLIC)) {
        if (!speaksForItself(type)) {
          silent.add(new Silent(at(type), name, pointer(name)));
        }
      }
      return super.visitClass(type, null);
    }

    @Override
    public Void visitMethod(MethodTree method, Void none) {
      read(enclosing(), enclosing() + "#" + method.getName());
      return null; // what is inside is nobody's business
    }

    @Override
    public Void visitVariable(VariableTree field, Void none) {
      read(enclosing(), enclosing() + "#" + field.getName());
      return null;
    }

    @Override
    public Void visitBlock(BlockTree initializer, Void none) {
      return null;
    }

    private String enclosing() {
      return ((ClassTree) getCurrentPath().getParentPath().getLeaf()).getSimpleName().toString();
    }

    /** Takes the examples of a comment; whether there are any. */
    private boolean read(String type, String key) {
      List<? extends DocTree> body = body(getCurrentPath());
      boolean found = false;
      for (int i = 0; i < body.size(); i++) {
        if (body.get(i) instanceof StartElementTree start && start.getName().contentEquals("pre")) {
          DocTree next = body.get(Math.min(i + 1, body.size() - 1));
          if (next instanceof LiteralTree code && code.getKind() == DocTree.Kind.CODE) {
            examples.add(example(code));
            found = true;
          } else {
            malformed.add(
                file + ":" + line(position(next)) + ": " + type + " has a <pre> without {@code …}");
          }
        }
      }
      if (found) {
        shown.add(key);
      }
      return found;
    }

    private Example example(LiteralTree tree) {
      String code = tree.getBody().getBody();
      long first = line(position(tree)) + (code.startsWith("\n") ? 1 : 0);
      return new Example(file, first, code.startsWith("\n") ? code.substring(1) : code);
    }

    private Optional<String> pointer(String type) {
      List<? extends DocTree> body = body(getCurrentPath());
      for (int i = 1; i < body.size(); i++) {
        if (body.get(i) instanceof LinkTree link
            && body.get(i - 1) instanceof TextTree before
            && before.getBody().stripTrailing().endsWith("Example:")) {
          String target = link.getReference().getSignature().replaceFirst("\\(.*", "");
          return Optional.of(
              target.startsWith("#")
                  ? type + target
                  : target.replaceFirst("^[a-z][\\w.]*\\.(?=[A-Z])", ""));
        }
      }
      return Optional.empty();
    }

    private List<? extends DocTree> body(TreePath path) {
      DocCommentTree comment = trees.getDocCommentTree(path);
      return comment == null ? List.of() : comment.getFullBody();
    }

    private String at(Tree tree) {
      return file + ":" + line(trees.getSourcePositions().getStartPosition(unit, tree));
    }

    private long position(DocTree tree) {
      DocCommentTree comment = trees.getDocCommentTree(getCurrentPath());
      return trees.getSourcePositions().getStartPosition(unit, comment, tree);
    }

    private long line(long position) {
      return unit.getLineMap().getLineNumber(position);
    }
  }

  /** Whether a type needs no example. */
  private static boolean speaksForItself(ClassTree type) {
    String parent = type.getExtendsClause() == null ? "" : type.getExtendsClause().toString();
    return type.getKind() == Tree.Kind.ENUM
        || type.getKind() == Tree.Kind.ANNOTATION_TYPE
        || parent.endsWith("Exception")
        || parent.endsWith("Error");
  }
}
