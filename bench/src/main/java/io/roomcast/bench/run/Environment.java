package io.roomcast.bench.run;

import io.roomcast.bench.contender.Jvm;
import io.roomcast.bench.contender.Profile;
import io.roomcast.bench.contender.SourceTree;
import io.roomcast.bench.measure.Proc;
import io.roomcast.bench.process.Pinning;
import io.roomcast.bench.process.Tool;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the numbers depend on beside the servers. */
public final class Environment {
  private static final int KIB_PER_GIB = 1024 * 1024;

  private Environment() {}

  /** The commit of a folder, the machine, its system and this JVM. */
  public static Map<String, String> of(Path folder) {
    return of("commit " + new SourceTree(folder).commit(), Proc.ofThisMachine());
  }

  /**
   * What a run is the same by, so nothing that a commit of its report changes: the commit is told
   * as the version of the servers.
   */
  static Map<String, String> of(Path folder, Proc proc, Pinning pinning, Jvm jvm, boolean quick) {
    Map<String, String> facts = of("sources " + new SourceTree(folder).checksum(), proc);
    version(folder, "node").ifPresent(version -> facts.put("Node.js", version));
    version(folder, "redis-server").ifPresent(version -> facts.put("Redis", version));
    facts.put("flags of all servers on the JVM", code(jvm.flags(Profile.TRAFFIC)));
    facts.put("… where memory is measured", code(jvm.flags(Profile.MEMORY)));
    facts.put(
        "loads",
        quick
            ? "quick: few clients, little time; the targets are meant for the full ones"
            : "full");
    facts.put("pinning", pinning.toString());
    facts.put(
        "CPU time",
        "of the server's process, all threads, user and kernel, as the scheduler counts it"
            + " (`/proc/<pid>/task/*/schedstat`, and `stat` for threads that have ended)");
    return facts;
  }

  private static Map<String, String> of(String roomcast, Proc proc) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Roomcast", roomcast);
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
    return facts;
  }

  private static Optional<String> version(Path folder, String program) {
    return Tool.tryRun(folder, List.of(program, "--version"))
        .flatMap(text -> text.lines().findFirst());
  }

  private static String code(List<String> flags) {
    return "`" + String.join(" ", flags) + "`";
  }

  private static String memory(Proc proc) {
    return proc.field("meminfo", "MemTotal")
        .map(text -> Long.parseLong(text.replace(" kB", "").strip()) / KIB_PER_GIB + " GiB")
        .orElse("unknown memory");
  }
}
