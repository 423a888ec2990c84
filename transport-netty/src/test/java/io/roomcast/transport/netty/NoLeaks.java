package io.roomcast.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class after which a buffer was found that nobody has released. It is there for every
 * class: {@code META-INF/services} names it.
 */
public final class NoLeaks implements BeforeAllCallback, AfterAllCallback {
  private static final List<String> LEAKS = new CopyOnWriteArrayList<>();
  private static final Set<Class<?>> WATCHED = ConcurrentHashMap.newKeySet();
  private static final int ROUNDS = 5;

  /** Made by Netty, for a system property names it. */
  public static final class Detector<T> extends ResourceLeakDetector<T> {
    public Detector(Class<?> type, int interval) {
      super(type, interval);
    }

    /** Netty looks for this one, too, and complains where it is missing. */
    @SuppressWarnings("deprecation")
    public Detector(Class<?> type, int interval, long maxActive) {
      super(type, interval, maxActive);
    }

    @Override
    protected void reportTracedLeak(String type, String records) {
      LEAKS.add(type + " was not released:" + records);
    }

    @Override
    protected void reportUntracedLeak(String type) {
      LEAKS.add(type + " was not released");
    }
  }

  /** What was lost up to now; nothing of it is mentioned again. */
  static List<String> find() {
    for (int round = 0; round < ROUNDS; round++) {
      System.gc();
      ByteBufAllocator.DEFAULT.directBuffer(16).release(); // Netty looks around when it allocates
    }
    List<String> found = List.copyOf(LEAKS);
    LEAKS.removeAll(found);
    return found;
  }

  /** Whether the buffers of a test class are watched. */
  static boolean watches(Class<?> test) {
    return WATCHED.contains(test);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    context.getTestClass().ifPresent(WATCHED::add);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    assertThat(find()).as("buffers that %s lost", context.getDisplayName()).isEmpty();
  }
}
