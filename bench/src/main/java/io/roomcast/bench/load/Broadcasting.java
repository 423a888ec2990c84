package io.roomcast.bench.load;

import io.roomcast.bench.measure.Faults;
import io.roomcast.bench.wire.EventText;
import io.roomcast.bench.wire.Payload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The first client sends to the room, and all of them get it, itself included. As many messages are
 * under way as it was told; one is over when the last member has it, and at a free pace the next
 * ones leave after the pass of the loop, together.
 */
final class Broadcasting extends Activity {
  private static final int HURRIED = 32;

  private final Crowd crowd;
  private final Clock clock;
  private final Pace pace;
  private final Payload payload;
  private final int usual;
  private final SequenceCheck[] checks;
  private final FaultCount faults = new FaultCount();
  private final long[] sentAt;
  private final int[] owed;
  private long sent;
  private int underWay;
  private long deliveries;
  private int inFlight;
  private boolean stopped;

  Broadcasting(LoadLoop loop, LoadSpec spec, int members, Clock clock, Pace pace) {
    this.clock = clock;
    this.pace = pace;
    crowd = Crowd.of(loop, WebSocketClient.Manner.of(spec, true), members, this);
    payload = new Payload(spec.payloadBytes());
    usual = spec.inFlight();
    inFlight = usual;
    checks = new SequenceCheck[members];
    Arrays.setAll(checks, i -> new SequenceCheck());
    // a lost message is never over: its place may be taken only when it is clear that nobody waits
    int places = Integer.highestOneBit(Math.max(usual, HURRIED)) * 4;
    sentAt = new long[places];
    owed = new int[places];
  }

  Crowd crowd() {
    return crowd;
  }

  @Override
  void afterPass() {
    if (pace == Pace.FREE && !stopped && underWay < inFlight) {
      start();
    }
  }

  @Override
  void start() {
    List<byte[]> texts = new ArrayList<>();
    long now = System.nanoTime();
    while (underWay < inFlight && owed[place(sent)] == 0) {
      byte[] text = EventText.broadcast(payload.size());
      payload.write(sent, 0, text, EventText.broadcastOffset());
      sentAt[place(sent)] = now;
      owed[place(sent)] = checks.length;
      texts.add(text);
      sent++;
      underWay++;
    }
    if (!texts.isEmpty()) {
      crowd.clients().get(0).send(texts.toArray(new byte[0][]));
    }
  }

  @Override
  public void onMessage(Client client, byte[] bytes, int offset, int length) {
    int at = offset + EventText.broadcastOffset();
    if (!EventText.isBroadcast(bytes, offset, length, payload.size())
        || !payload.isIntact(bytes, at, payload.size())
        || Payload.sequence(bytes, at) >= sent) {
      faults.corrupt();
      return;
    }
    long number = Payload.sequence(bytes, at);
    SequenceCheck.Verdict verdict = checks[client.number()].accept(number);
    faults.count(verdict);
    if (verdict == SequenceCheck.Verdict.DUPLICATE) {
      return;
    }
    deliveries++;
    clock.record(System.nanoTime() - sentAt[place(number)]);
    if (--owed[place(number)] == 0) {
      underWay--;
    }
  }

  private int place(long number) {
    return (int) (number & (owed.length - 1));
  }

  /** A broadcast is one call of what has to be compiled, and with one under way they are few. */
  @Override
  void hurry(boolean on) {
    inFlight = on ? Math.max(usual, HURRIED) : usual;
  }

  @Override
  void stop() {
    stopped = true;
  }

  @Override
  boolean isUnderWay() {
    return underWay > 0;
  }

  @Override
  long events() {
    return deliveries;
  }

  @Override
  Faults faults() {
    long lost = 0;
    long stuck = 0;
    for (SequenceCheck check : checks) {
      lost += check.missing();
      stuck += sent - check.next();
    }
    return faults.with(lost, stuck);
  }
}
