package io.roomcast.bench.wire;

/** What came is no HTTP or no WebSocket. */
public final class WireException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public WireException(String message) {
    super(message);
  }
}
