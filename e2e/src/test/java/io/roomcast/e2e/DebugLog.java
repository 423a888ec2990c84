package io.roomcast.e2e;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Roomcast logs while this is open, at debug, too, and what threads say that die. SLF4J's
 * simple logger has no way to change a level later, so its fields are changed.
 */
final class DebugLog implements AutoCloseable {
  private static final String LIBRARY = "io.roomcast";
  private static final String PROPERTY = "org.slf4j.simpleLogger.log." + LIBRARY;
  private static final int DEBUG = 10;

  private final ByteArrayOutputStream text = new ByteArrayOutputStream();
  private final PrintStream before = System.err;
  private final int usual = level(LoggerFactory.getLogger(LIBRARY));

  DebugLog() {
    System.setErr(new PrintStream(text, true, StandardCharsets.UTF_8));
    System.setProperty(PROPERTY, "debug"); // for the loggers that are to come
    changeLevels(DEBUG);
  }

  /** The lines up to now. */
  List<String> lines() {
    return text.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Override
  public void close() {
    System.clearProperty(PROPERTY);
    changeLevels(usual);
    System.setErr(before);
  }

  private static void changeLevels(int level) {
    for (Object each : known().values()) {
      Logger logger = (Logger) each;
      if (logger.getName().startsWith(LIBRARY)) {
        level(logger, level);
      }
    }
  }

  private static Map<?, ?> known() {
    ILoggerFactory factory = LoggerFactory.getILoggerFactory();
    try {
      return (Map<?, ?>) field(factory.getClass(), "loggerMap").get(factory);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int level(Logger logger) {
    try {
      return field(logger.getClass(), "currentLogLevel").getInt(logger);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void level(Logger logger, int level) {
    try {
      field(logger.getClass(), "currentLogLevel").setInt(logger, level);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Field field(Class<?> type, String name) {
    try {
      Field field = type.getDeclaredField(name);
      field.setAccessible(true);
      return field;
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException("SLF4J's simple logger has changed", e);
    }
  }
}
