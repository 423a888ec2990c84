package io.roomcast.bench.load;

import io.roomcast.bench.measure.Faults;

/** In each round one client connects and goes. */
final class ComingAndGoing extends Activity {
  private final LoadLoop loop;
  private final WebSocketClient.Manner manner;
  private Client current;
  private boolean underWay;
  private boolean mayGo;
  private long connects;
  private long refused;

  ComingAndGoing(LoadLoop loop, LoadSpec spec) {
    this.loop = loop;
    manner = WebSocketClient.Manner.of(spec, false);
    current = next();
  }

  private Client next() {
    return new WebSocketClient(loop, manner, 0, this);
  }

  @Override
  void start() {
    current = next();
    underWay = true;
    current.open();
  }

  @Override
  public void onReady(Client client) {
    connects++;
    end();
  }

  @Override
  public void onGone(Client client, String reason) {
    if (underWay) {
      refused++;
      end();
    }
  }

  private void end() {
    underWay = false;
    mayGo = true;
  }

  @Override
  public void onMessage(Client client, byte[] bytes, int offset, int length) {}

  @Override
  void afterPass() {
    if (mayGo) {
      mayGo = false;
      current.close();
    }
  }

  @Override
  void stop() {}

  @Override
  boolean isUnderWay() {
    return underWay;
  }

  @Override
  long events() {
    return connects;
  }

  @Override
  Faults faults() {
    return new Faults(0, 0, 0, 0, underWay ? 1 : 0, refused);
  }
}
