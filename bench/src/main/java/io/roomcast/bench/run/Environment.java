package io.roomcast.bench.run;

import io.roomcast.bench.contender.Jvm;
import io.roomcast.bench.measure.Proc;
import io.roomcast.bench.process.Pinning;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the numbers depend on beside the servers. */
final class Environment {
  private static final int KIB_PER_GIB = 1024 * 1024;

  private Environment() {}

  static Map<String, String> of(Proc proc, Pinning pinning, Jvm jvm, boolean quick) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "machine",
        "%s, %d CPUs, %s"
            .formatted(
                proc.field("cpuinfo", "model name").orElse("unknown CPU"),
                Runtime.getRuntime().availableProcessors(),
                memory(proc)));
    facts.put(
        "system",
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch"));
    facts.put("JDK", System.getProperty("java.vm.name") + " " + Runtime.version());
    facts.put("flags of all servers on the JVM", "`" + jvm + "`");
    facts.put(
        "loads",
        quick
            ? "quick: few clients, little time; the targets are meant for the full ones"
            : "full");
    facts.put("pinning", pinning.toString());
    facts.put(
        "CPU time",
        "of the server's process, all threads, user and kernel, as the scheduler counts it"
            + " (`/proc/<pid>/task/*/schedstat`)");
    return facts;
  }

  private static String memory(Proc proc) {
    return proc.field("meminfo", "MemTotal")
        .map(text -> Long.parseLong(text.replace(" kB", "").strip()) / KIB_PER_GIB + " GiB")
        .orElse("unknown memory");
  }
}
