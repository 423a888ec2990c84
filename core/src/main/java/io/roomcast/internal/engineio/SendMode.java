package io.roomcast.internal.engineio;

/** What becomes of a unit that cannot leave at once. */
public enum SendMode {
  /** It waits; where there is no room for it any more, the session ends. */
  RELIABLE,
  /** It waits; where there is no room for it any more, it is refused, and the session goes on. */
  REFUSABLE,
  /** It is dropped (EIO-71). */
  VOLATILE
}
