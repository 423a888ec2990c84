package io.roomcast.bench.load;

import io.roomcast.bench.measure.Window;
import java.util.List;

/** When there are enough of them. */
final class Windows {
  private Windows() {}

  /** Whether another one is to be measured: quiet ones are wanted, but not at any price. */
  static boolean goOn(List<Window> windows, LoadSpec spec) {
    long quiet = windows.stream().filter(each -> each.isQuiet(spec.maxForeignShare())).count();
    return quiet < spec.timing().windows() && windows.size() < spec.timing().mostWindows();
  }
}
