package io.roomcast.engineio;

/** The revisions of the Engine.IO protocol that the server knows. */
public enum ProtocolRevision {
  /**
   * Spoken by clients of Socket.IO 2 and older, which are refused unless {@link
   * EngineOptions#allowEIO3()} lets them in.
   */
  V3(3),
  /** Spoken by clients of Socket.IO 3 and 4. */
  V4(4);

  private final int number;

  ProtocolRevision(int number) {
    this.number = number;
  }

  /**
   * The number on the wire.
   *
   * @return what a client gives as {@code EIO}
   */
  public int number() {
    return number;
  }
}
