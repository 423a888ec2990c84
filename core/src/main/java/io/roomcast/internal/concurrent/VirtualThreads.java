package io.roomcast.internal.concurrent;

import java.util.Optional;
import java.util.concurrent.ThreadFactory;

/** Virtual threads, reached by reflection, because the code is compiled for Java 17. */
final class VirtualThreads {
  private VirtualThreads() {}

  /**
   * A factory of unstarted virtual threads named {@code prefix} and a number; empty before Java 21.
   */
  static Optional<ThreadFactory> named(String prefix) {
    if (Runtime.version().feature() < 21) { // a preview feature in 19 and 20
      return Optional.empty();
    }
    try {
      Class<?> type = Class.forName("java.lang.Thread$Builder");
      Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
      type.getMethod("name", String.class, long.class).invoke(builder, prefix, 1L);
      type.getMethod("inheritInheritableThreadLocals", boolean.class).invoke(builder, false);
      return Optional.of((ThreadFactory) type.getMethod("factory").invoke(builder));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Java 21 without virtual threads", e);
    }
  }
}
