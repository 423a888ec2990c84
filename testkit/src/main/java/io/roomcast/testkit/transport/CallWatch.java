package io.roomcast.testkit.transport;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/**
 * Notices callbacks that come where they must not: from inside a call of the SPI, or on the thread
 * of a caller.
 */
final class CallWatch {
  private final ThreadLocal<String> insideCall = new ThreadLocal<>();
  private final Queue<String> violations = new ConcurrentLinkedQueue<>();

  /** Makes a call of the SPI; callbacks on this thread before it returns are violations. */
  <T> T call(String name, Supplier<T> call) {
    String outer = insideCall.get();
    insideCall.set(name);
    try {
      return call.get();
    } finally {
      if (outer == null) {
        insideCall.remove();
      } else {
        insideCall.set(outer);
      }
    }
  }

  void call(String name, Runnable call) {
    Boolean done =
        call(
            name,
            () -> {
              call.run();
              return true;
            });
    assert done;
  }

  /** A callback begins on this thread. */
  void callback(String name) {
    String call = insideCall.get();
    if (call != null) {
      violations.add(name + " was called from inside " + call);
    }
  }

  void violated(String what) {
    violations.add(what);
  }

  Queue<String> violations() {
    return violations;
  }
}
