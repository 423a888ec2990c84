package io.roomcast.bench.load;

import io.roomcast.bench.measure.Faults;
import java.util.function.LongConsumer;

/** The clients answer heartbeats. */
final class Idling extends Activity {
  private final Crowd crowd;
  private final FaultCount faults = new FaultCount();
  private long heartbeats;

  Idling(LoadLoop loop, LoadSpec spec, LongConsumer entryTime) {
    WebSocketClient.Manner manner = WebSocketClient.Manner.of(spec, false);
    crowd =
        new Crowd(
            spec.clients(),
            (number, inbox) ->
                spec.entrance() == Entrance.POLLING
                    ? new PollingClient(loop, number, inbox)
                    : new WebSocketClient(loop, manner, number, inbox),
            this,
            entryTime);
  }

  Crowd crowd() {
    return crowd;
  }

  @Override
  void start() {}

  @Override
  void afterPass() {}

  /** Nobody sends anything. */
  @Override
  public void onMessage(Client client, byte[] bytes, int offset, int length) {
    faults.corrupt();
  }

  @Override
  public void onHeartbeat(Client client) {
    heartbeats++;
  }

  @Override
  void stop() {}

  @Override
  boolean isUnderWay() {
    return false;
  }

  @Override
  long events() {
    return heartbeats;
  }

  @Override
  Faults faults() {
    return faults.with(0, 0);
  }
}
