package io.roomcast.bench.load;

/** When an activity begins something new. */
enum Pace {
  /** As soon as something is over. */
  FREE,
  /** When it is told to start again. */
  ROUNDS
}
