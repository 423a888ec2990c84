package io.roomcast.bench.jmh;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Makes JMH divide by the members that were reached, beside dividing by operations. */
@AuxCounters(AuxCounters.Type.OPERATIONS)
@State(Scope.Thread)
public class Deliveries {
  /** Messages that left for clients; its result is nanoseconds per delivery. */
  public long perDelivery;
}
