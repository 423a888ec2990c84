package io.roomcast.internal.socketio;

import io.roomcast.ServerOptions;
import io.roomcast.internal.concurrent.Census;
import io.roomcast.internal.concurrent.HandlerBursts;
import io.roomcast.internal.concurrent.HandlerExecutor;
import io.roomcast.internal.concurrent.LimitHits;
import io.roomcast.internal.concurrent.Timers;
import io.roomcast.internal.concurrent.Turns;
import io.roomcast.internal.recovery.ReplayBound;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.PacketCodec;

/**
 * What every connection and socket works with, from one start of the server to its stop.
 *
 * @param emptyAuth the auth of clients that give none
 * @param replay of each connection
 * @param lookups of sessions in a store
 */
record Surroundings(
    ServerOptions options,
    PacketEncoder encoder,
    Arguments emptyAuth,
    Failures failures,
    LimitHits hits,
    Timers timers,
    HandlerExecutor executor,
    HandlerBursts bursts,
    Census live,
    ReplayBound replay,
    Turns lookups) {

  PacketCodec codec() {
    return encoder.codec();
  }
}
