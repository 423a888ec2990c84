package io.roomcast.e2e;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * What is logged while this is open, by Roomcast at debug, too, and what threads die of that do not
 * catch it. SLF4J hands all of it to {@code java.util.logging}.
 */
final class DebugLog implements AutoCloseable {
  private static final Logger EVERYTHING = Logger.getLogger("");
  private static final Logger LIBRARY = Logger.getLogger("io.roomcast");

  private final Queue<Entry> entries = new ConcurrentLinkedQueue<>();
  private final Handler recorder = new Recorder();
  private final Level usualLevel = LIBRARY.getLevel();
  private final Thread.UncaughtExceptionHandler usualEnd =
      Thread.getDefaultUncaughtExceptionHandler();

  /** What was said at once: of how much weight, and all of it. */
  record Entry(Level level, String text) {
    boolean isFailure() {
      return level.equals(Level.SEVERE);
    }

    boolean isDebug() {
      return level.equals(Level.FINE);
    }
  }

  private final class Recorder extends Handler {
    @Override
    public void publish(LogRecord said) {
      String text = said.getLoggerName() + ": " + said.getMessage();
      Throwable why = said.getThrown();
      entries.add(new Entry(said.getLevel(), why == null ? text : text + "\n" + trace(why)));
    }

    @Override
    public void flush() {
      // nothing waits
    }

    @Override
    public void close() {
      // nothing is open
    }
  }

  DebugLog() {
    EVERYTHING.addHandler(recorder);
    LIBRARY.setLevel(Level.FINE); // debug, as SLF4J calls it
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, why) ->
            entries.add(new Entry(Level.SEVERE, thread.getName() + " died\n" + trace(why))));
  }

  private static String trace(Throwable why) {
    StringWriter trace = new StringWriter();
    why.printStackTrace(new PrintWriter(trace));
    return trace.toString();
  }

  /** All up to now. */
  List<Entry> entries() {
    return List.copyOf(entries);
  }

  @Override
  public void close() {
    Thread.setDefaultUncaughtExceptionHandler(usualEnd);
    LIBRARY.setLevel(usualLevel);
    EVERYTHING.removeHandler(recorder);
  }
}
