package io.roomcast.bench.console;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;

/**
 * The line protocol of a server process on its standard input and output. It prints {@code ready}
 * when it listens; {@code heap} is answered with {@code heap} and the bytes that are live after a
 * collection; {@code stop}, or the end of the input, ends the process.
 */
public final class ServerConsole {
  private static final int COLLECTIONS = 3;

  private ServerConsole() {}

  /** Serves the protocol, and never returns. Call it when the server listens. */
  public static void serve() {
    System.out.println("ready");
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        switch (line) {
          case "heap" -> System.out.println("heap " + liveHeap());
          case "stop" -> Runtime.getRuntime().halt(0);
          default -> System.out.println("unknown " + line);
        }
      }
    } catch (IOException e) {
      System.err.println("no more input: " + e);
    }
    Runtime.getRuntime().halt(0);
  }

  /** What finalizers and cleaners let go after one collection is gone after the next. */
  private static long liveHeap() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
