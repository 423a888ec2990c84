package io.roomcast.internal.engineio;

/** What a client sent is no Engine.IO packet; the session ends with a parse error. */
final class MalformedPacketException extends Exception {
  private static final long serialVersionUID = 1L;

  /** {@code message} names the kind of mistake, never the content. */
  MalformedPacketException(String message) {
    super(message);
  }
}
