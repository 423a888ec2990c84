package io.roomcast.bench.jmh;

import io.roomcast.ServerBuilder;

/** Where the listeners of a server run. */
public enum HandlerThreads {
  /** On the thread that brings the message: the code alone. */
  CALLER,
  /** Where they run if nothing is said: with the change of threads. */
  DEFAULT;

  ServerBuilder applyTo(ServerBuilder builder) {
    return this == CALLER ? builder.executor(Runnable::run) : builder;
  }
}
