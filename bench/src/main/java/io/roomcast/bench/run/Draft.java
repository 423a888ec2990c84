package io.roomcast.bench.run;

import io.roomcast.bench.contender.Contender;
import io.roomcast.bench.contender.Setting;
import io.roomcast.bench.load.LoadSpec;
import io.roomcast.bench.load.Mode;
import io.roomcast.bench.load.Timing;
import io.roomcast.bench.report.RunInfo.Kind;
import io.roomcast.bench.report.RunInfo.ScenarioInfo;
import java.util.List;

/** A scenario that is not complete yet. Not thread-safe. */
final class Draft {
  private final String id;
  private String title;
  private String text = "";
  private Kind kind = Kind.TRAFFIC;
  private String group = "";
  private String baseline = "";
  private int repetitions;
  private int minCpus = 1;
  private boolean extra;
  private LoadSpec.Builder load = LoadSpec.of(Mode.ECHO, 1, new Timing(0, 1, 1, 1));
  private Setting setting = Setting.DEFAULT;

  Draft(String id, String title) {
    this.id = id;
    this.title = title;
  }

  /** Adds to the title. */
  Draft title(String more) {
    title += more;
    return this;
  }

  /** What it does. */
  Draft text(String what) {
    text = what;
    return this;
  }

  /** By default messages. */
  Draft kind(Kind what) {
    kind = what;
    return this;
  }

  Draft load(LoadSpec.Builder how) {
    load = how;
    return this;
  }

  Draft setting(Setting how) {
    setting = how;
    return this;
  }

  /** Measured side by side with another one, to which it is compared. By default alone. */
  Draft comparedWith(String other) {
    baseline = other;
    return this;
  }

  /** Measured side by side with others; by default with the one that it is compared with. */
  Draft group(String name) {
    group = name;
    return this;
  }

  /** By default as often as the others. */
  Draft repetitions(int times) {
    repetitions = times;
    return this;
  }

  /** What the machine needs for the numbers to say something. By default any will do. */
  Draft minCpus(int count) {
    minCpus = count;
    return this;
  }

  /** Only where it is asked for by name. */
  Draft extra() {
    extra = true;
    return this;
  }

  Scenario scenario(int timesByDefault, List<Contender> contenders) {
    LoadSpec whole = load.build();
    String alone = baseline.isEmpty() ? id : baseline;
    ScenarioInfo info =
        new ScenarioInfo(
            id,
            title,
            text,
            kind,
            group.isEmpty() ? alone : group,
            baseline,
            repetitions > 0 ? repetitions : timesByDefault,
            contenders.stream().map(Contender::id).toList(),
            minCpus,
            extra,
            whole.clients(),
            whole.nodes());
    return new Scenario(info, whole, setting, contenders);
  }
}
