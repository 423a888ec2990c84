package io.roomcast.internal.engineio;

/** A bounded number of places with the application, for requests that it is asked about. */
interface Places {

  /** Takes one, which must be {@link #leave left} in the end; false if none is free. */
  boolean enter();

  /** Gives one back. */
  void leave();
}
