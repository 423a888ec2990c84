package io.roomcast.bench.load;

import io.roomcast.bench.measure.Faults;

/** One client after the other connects and goes. */
final class ComingAndGoing extends Activity {
  private final LoadLoop loop;
  private final LoadSpec spec;
  private long refused;
  private boolean isIn;
  private boolean stopped;
  private Client current;

  ComingAndGoing(LoadLoop loop, LoadSpec spec) {
    this.loop = loop;
    this.spec = spec;
    current = next();
  }

  private Client next() {
    return new WebSocketClient(loop, spec.entrance(), false, 0, this);
  }

  @Override
  void start() {
    current.open();
  }

  @Override
  public void onReady(Client client) {
    isIn = true;
  }

  @Override
  public void onGone(Client client, String reason) {
    refused++;
    isIn = true;
  }

  @Override
  public void onMessage(Client client, byte[] bytes, int offset, int length) {}

  @Override
  void afterPass() {
    if (isIn) {
      current.close();
      isIn = false;
      if (!stopped) {
        current = next();
        current.open();
      }
    }
  }

  @Override
  void stop() {
    stopped = true;
    current.close();
  }

  @Override
  boolean isUnderWay() {
    return false;
  }

  /** They are no deliveries. */
  @Override
  long events() {
    return 0;
  }

  @Override
  Faults faults() {
    return new Faults(0, 0, 0, 0, 0, refused);
  }
}
