package io.roomcast.adapter.redis;

import io.roomcast.codec.msgpack.ClusterCodec;
import io.roomcast.spi.adapter.cluster.ClusterEnvelope;
import io.roomcast.spi.adapter.cluster.ClusterInbox;
import io.roomcast.spi.codec.DecodeException;
import java.util.function.Function;

/**
 * Counts what arrives, on its way to a namespace.
 *
 * @param server this one, whose own messages come back
 */
record Arrivals(String server, HealthMonitor health) {
  static final ClusterCodec CODEC = new ClusterCodec();

  void deliver(byte[] message, ClusterInbox inbox) {
    deliver(message, CODEC::decode, inbox);
  }

  <T> void deliver(T message, Function<T, ClusterEnvelope> decoder, ClusterInbox inbox) {
    inbox.receive(message, received -> counted(received, decoder));
  }

  private <T> ClusterEnvelope counted(T message, Function<T, ClusterEnvelope> decoder) {
    try {
      ClusterEnvelope envelope = decoder.apply(message);
      if (!envelope.sender().equals(server)) {
        health.received.increment();
      }
      return envelope;
    } catch (DecodeException e) {
      health.malformed.increment();
      throw e;
    }
  }
}
