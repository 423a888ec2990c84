package io.roomcast.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * What is alive in this JVM after garbage was collected.
 *
 * @param bytes of the heap, all of it
 * @param instances of each class of the library, without the threads of its pools, which go by and
 *     by, and without the last goodbyes, which are kept until others come; both are bounded
 */
public record Footprint(long bytes, Map<String, Long> instances) {
  private static final Pattern LINE = Pattern.compile(" *\\d+: +(\\d+) +\\d+ +(\\S+).*");
  private static final Pattern TOTAL = Pattern.compile("Total +\\d+ +(\\d+)");
  private static final Pattern OURS =
      Pattern.compile("\\[*L?io\\.roomcast\\.(?!e2e|testkit|examples|.*ElasticPool|.*Farewell).*");
  private static final double MIB = 1024 * 1024;

  /** For what is made when it is first needed. */
  private static final int FEW = 5;

  /** Collects garbage and looks. */
  public static Footprint take() {
    System.gc(); // what that has found unreachable may refer to more
    Map<String, Long> instances = new TreeMap<>();
    long bytes = 0;
    for (String line : histogram().split("\n", -1)) {
      Matcher counted = LINE.matcher(line);
      Matcher total = TOTAL.matcher(line);
      if (counted.matches() && OURS.matcher(counted.group(2)).matches()) {
        instances.merge(counted.group(2), Long.valueOf(counted.group(1)), Long::sum);
      } else if (total.matches()) {
        bytes = Long.parseLong(total.group(1));
      }
    }
    assertThat(bytes).as("bytes of all classes").isPositive();
    return new Footprint(bytes, instances);
  }

  private static String histogram() {
    try {
      return (String)
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "gcClassHistogram",
                  new Object[] {new String[0]},
                  new String[] {String[].class.getName()});
    } catch (JMException e) {
      throw new AssertionError("this JVM counts no classes", e);
    }
  }

  /** How much larger the heap is than it was. */
  public double mebibytesOver(Footprint before) {
    return (bytes - before.bytes) / MIB;
  }

  /** The classes of the library that have some more instances than before, and how many. */
  public Map<String, String> growthSince(Footprint before) {
    Map<String, String> grown = new TreeMap<>();
    instances.forEach(
        (type, count) -> {
          long old = before.instances.getOrDefault(type, 0L);
          if (count > old + FEW) {
            grown.put(type, old + " → " + count);
          }
        });
    return grown;
  }

  /** Of all classes of the library. */
  public long instancesInAll() {
    return instances.values().stream().mapToLong(Long::longValue).sum();
  }

  @Override
  public String toString() {
    return "%.1f MiB, %d instances of %d classes of the library"
        .formatted(bytes / MIB, instancesInAll(), instances.size());
  }
}
