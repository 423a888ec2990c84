package io.roomcast.e2e;

import io.roomcast.EventArgs;
import io.roomcast.TypeRef;
import java.time.Duration;
import java.util.List;

/**
 * What a server of a cluster is told to do: a namespace, an operation, rooms, excepted rooms, and
 * the arguments of the operation.
 */
record ClusterOrder(EventArgs words) {
  private static final TypeRef<List<String>> TEXTS = new TypeRef<>() {};
  private static final int ARGUMENTS = 4;

  String namespace() {
    return words.get(0, String.class);
  }

  String operation() {
    return words.get(1, String.class);
  }

  String[] rooms() {
    return words.get(2, TEXTS).toArray(String[]::new);
  }

  String[] except() {
    return words.get(ARGUMENTS - 1, TEXTS).toArray(String[]::new);
  }

  String text(int argument) {
    return words.get(ARGUMENTS + argument, String.class);
  }

  Duration time(int argument) {
    return Duration.ofMillis(words.get(ARGUMENTS + argument, Long.class));
  }

  boolean isTrue(int argument) {
    return words.get(ARGUMENTS + argument, Boolean.class);
  }

  /** All arguments, where they are names. */
  String[] texts() {
    return words.toList().stream().skip(ARGUMENTS).map(String::valueOf).toArray(String[]::new);
  }

  /** This argument and those behind it. */
  Object[] from(int argument) {
    return words.toList().stream().skip(ARGUMENTS + argument).toArray();
  }
}
