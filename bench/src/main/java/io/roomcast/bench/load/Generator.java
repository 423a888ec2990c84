package io.roomcast.bench.load;

import com.google.gson.Gson;
import io.roomcast.bench.measure.Proc;
import io.roomcast.bench.measure.ProcCpuMeter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * The process of the load generator. It prints {@code ready}, waits for the line {@code go}, and
 * prints {@code result} with JSON, or {@code failed} and why. It ends with its input.
 */
public final class Generator {
  private Generator() {}

  /**
   * Makes a load.
   *
   * @param args the load as JSON, and the ids of the servers' processes, separated by commas
   */
  public static void main(String[] args) {
    Gson gson = new Gson();
    LoadSpec spec = gson.fromJson(args[0], LoadSpec.class);
    Console console = new Console();
    Thread reader = new Thread(console::read, "commands");
    reader.setDaemon(true);
    reader.start();
    try {
      Proc proc = Proc.ofThisMachine();
      if (proc.maxOpenFiles() < spec.openFiles()) {
        throw new LoadException(
            "%d open files are allowed, %d are needed: raise the limit (ulimit -n)"
                .formatted(proc.maxOpenFiles(), spec.openFiles()));
      }
      ProcCpuMeter cpu = new ProcCpuMeter(proc, processes(args[1]), ProcessHandle.current().pid());
      System.out.println("result " + gson.toJson(Load.run(spec, cpu, console)));
    } catch (RuntimeException e) {
      System.out.println("failed " + e);
    }
  }

  private static List<Long> processes(String ids) {
    return Stream.of(ids.split(",", -1)).map(Long::valueOf).toList();
  }

  /** Standard input and output. */
  private static final class Console implements Signals {
    private volatile boolean told;

    void read() {
      try (BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          told |= line.equals("go");
        }
      } catch (IOException e) {
        // as if it had ended
      }
      Runtime.getRuntime().halt(0);
    }

    @Override
    public void ready() {
      System.out.println("ready");
    }

    @Override
    public boolean mayGo() {
      return told;
    }
  }
}
