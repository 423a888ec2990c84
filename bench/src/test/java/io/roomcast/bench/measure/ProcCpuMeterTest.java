package io.roomcast.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcCpuMeterTest {
  @TempDir Path root;
  private ProcCpuMeter meter;

  @BeforeEach
  void machine() throws IOException {
    write("10/stat", stat(0, 0));
    write("11/stat", stat(0, 0));
    write("12/stat", stat(0, 0));
    meter = new ProcCpuMeter(new Proc(root), List.of(10L), 20);
    // user nice system idle iowait irq softirq steal guest: idle and iowait are not busy
    write("stat", "cpu  100 10 50 9999 888 1 2 3 0 0\ncpu0 1 1 1\n");
    write("20/stat", "20 (java) S 1 1 1 0 -1 0 0 0 0 0 7 5 0 0 20 0\n");
  }

  @Test
  @DisplayName("the CPU time of a process is the sum of its threads, those that ended included")
  void threads() throws IOException {
    write("10/task/10/schedstat", "1000 5 1\n");
    write("10/task/11/schedstat", "200 5 1\n");
    assertThat(meter.read().server()).isEqualTo(1200);

    Files.delete(root.resolve("10/task/11/schedstat"));
    Files.delete(root.resolve("10/task/11"));
    write("10/task/10/schedstat", "1500 5 1\n");
    write("10/task/12/schedstat", "30 5 1\n");
    assertThat(meter.read().server()).isEqualTo(1730);
  }

  @Test
  @DisplayName(
      "threads that came and went between two looks are in what the process has as a whole")
  void unseen() throws IOException {
    write("10/task/10/schedstat", "1000000 5 1\n");
    assertThat(meter.read().server()).isEqualTo(1_000_000);

    // 50 ms are on no thread that is there
    write("10/stat", stat(4, 1));
    write("10/task/10/schedstat", "2000000 5 1\n");
    assertThat(meter.read().server()).isEqualTo(50_000_000);

    // from then on nanoseconds count again
    write("10/task/10/schedstat", "2000300 5 1\n");
    assertThat(meter.read().server()).isEqualTo(50_000_300);
  }

  @Test
  @DisplayName("a process that has ended has no CPU time that could be taken for little")
  void ended() throws IOException {
    Files.delete(root.resolve("10/stat"));
    assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(meter::read);
  }

  private static String stat(int user, int system) {
    return "10 (node) S 1 1 1 0 -1 0 0 0 0 0 %d %d 0 0 20 0\n".formatted(user, system);
  }

  @Test
  @DisplayName("several servers and what they share count together")
  void together() throws IOException {
    write("10/task/10/schedstat", "1000 5 1\n");
    write("11/task/11/schedstat", "200 5 1\n");
    write("12/task/12/schedstat", "30 5 1\n");
    ProcCpuMeter all = new ProcCpuMeter(new Proc(root), List.of(10L, 11L, 12L), 20);
    assertThat(all.read().server()).isEqualTo(1230);
  }

  @Test
  @DisplayName("of the threads of all servers, those of the JIT compilers are told apart")
  void compilers() throws IOException {
    write("10/task/10/comm", "java\n");
    write("10/task/10/schedstat", "1000 5 1\n");
    write("10/task/13/comm", "C2 CompilerThre\n");
    write("10/task/13/schedstat", "200 5 1\n");
    write("11/task/14/comm", "C1 CompilerThre\n");
    write("11/task/14/schedstat", "30 5 1\n");
    ProcCpuMeter all = new ProcCpuMeter(new Proc(root), List.of(10L, 11L), 20);
    assertThat(all.compiling()).isEqualTo(230);

    // one that has ended keeps what it had when it was last seen
    Files.delete(root.resolve("10/task/13/comm"));
    Files.delete(root.resolve("10/task/13/schedstat"));
    write("11/task/14/schedstat", "40 5 1\n");
    assertThat(all.compiling()).isEqualTo(240);
    assertThat(meter.compiling()).isZero();
  }

  @Test
  @DisplayName("a kernel that does not count threads tells in steps of 10 ms")
  void ticks() throws IOException {
    write("10/stat", "10 (a (b) c) S 1 1 1 0 -1 0 0 0 0 0 30 12 0 0 20 0\n");

    assertThat(meter.read().server()).isEqualTo(420_000_000);
    assertThat(meter.read().generator()).isEqualTo(120_000_000);
  }

  @Test
  @DisplayName("the machine is busy with all but idling and waiting")
  void busy() throws IOException {
    write("10/stat", "10 (node) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0\n");

    assertThat(meter.read().machine()).isEqualTo(1_660_000_000L);
  }

  @Test
  @DisplayName("kernel threads that carry on with packets are nobody else's work")
  void packets() throws IOException {
    write("10/stat", "10 (node) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0\n");
    write("14/comm", "ksoftirqd/0\n");
    write("14/schedstat", "60000000 5 1\n");
    write("15/comm", "kworker/0\n");
    write("15/schedstat", "7 5 1\n");

    long machine = new ProcCpuMeter(new Proc(root), List.of(10L), 20).read().machine();

    assertThat(machine).isEqualTo(1_600_000_000L);
  }

  @Test
  @DisplayName("memory and limits are read where the kernel tells them")
  void fields() throws IOException {
    Proc proc = new Proc(root);
    write("10/status", "Name:\tjava\nVmRSS:\t  2048 kB\n");
    write("self/limits", "Limit  Soft  Hard\nMax open files            1024   4096   files \n");

    assertThat(proc.residentBytes(10)).isEqualTo(2_097_152);
    assertThat(proc.maxOpenFiles()).isEqualTo(1024);
    write("self/status", "Name:\tjava\nCpus_allowed:\tf\nCpus_allowed_list:\t0-3,8\n");
    assertThat(proc.allowedCpus()).isEqualTo("0-3,8");
    assertThat(proc.isAvailable()).isTrue();
    assertThat(new Proc(root.resolve("none")).isAvailable()).isFalse();
  }

  private void write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
