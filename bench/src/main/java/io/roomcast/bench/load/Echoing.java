package io.roomcast.bench.load;

import io.roomcast.bench.measure.Faults;
import io.roomcast.bench.wire.EventText;
import io.roomcast.bench.wire.Payload;

/**
 * Each client asks for an ack with what it sent, and at a free pace asks again when it has come.
 */
final class Echoing extends Activity {
  private final Crowd crowd;
  private final Clock clock;
  private final Pace pace;
  private final Payload payload;
  private final FaultCount faults = new FaultCount();
  private final long[] sentAt;
  private final long[] asked;
  private final long[] answered;
  private long answers;
  private long owed;
  private boolean stopped;

  Echoing(LoadLoop loop, LoadSpec spec, int members, Clock clock, Pace pace) {
    this.clock = clock;
    this.pace = pace;
    crowd = Crowd.of(loop, WebSocketClient.Manner.of(spec, false), members, this);
    payload = new Payload(spec.payloadBytes());
    sentAt = new long[members];
    asked = new long[members];
    answered = new long[members];
  }

  Crowd crowd() {
    return crowd;
  }

  @Override
  void start() {
    crowd.clients().forEach(this::ask);
  }

  /** The questions of a client are numbered from 1. */
  private void ask(Client client) {
    long number = ++asked[client.number()];
    byte[] text = EventText.echo(number, payload.size());
    payload.write(number, client.number(), text, EventText.echoOffset(text, payload.size()));
    sentAt[client.number()] = System.nanoTime();
    owed++;
    client.send(text);
  }

  @Override
  void afterPass() {}

  @Override
  public void onMessage(Client client, byte[] bytes, int offset, int length) {
    int who = client.number();
    long id = EventText.answerId(bytes, offset, length);
    int at = offset + length - 2 - payload.size();
    if (id < 0
        || length < payload.size() + 4
        || !payload.isIntact(bytes, at, payload.size())
        || Payload.sequence(bytes, at) != id
        || Payload.origin(bytes, at) != who
        || id > asked[who]) {
      faults.corrupt();
      return;
    }
    if (id <= answered[who]) {
      faults.count(SequenceCheck.Verdict.DUPLICATE);
      return;
    }
    answered[who] = id;
    answers++;
    owed--;
    clock.record(System.nanoTime() - sentAt[who]);
    if (pace == Pace.FREE && !stopped) {
      ask(client);
    }
  }

  @Override
  void stop() {
    stopped = true;
  }

  @Override
  boolean isUnderWay() {
    return owed > 0;
  }

  @Override
  long events() {
    return answers;
  }

  /** With one question at a time nothing can overtake, and what is lost is waited for. */
  @Override
  Faults faults() {
    return faults.with(0, owed);
  }
}
