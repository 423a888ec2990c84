package io.roomcast.bench.limit;

/** How a limit server writes broadcasts. */
public enum Writing {
  /** One write call for each message and client, when the message comes. */
  EACH,
  /** One write call per client for all messages of a pass of the event loop, at its end. */
  GATHERED
}
