package io.roomcast.engineio;

import java.util.Map;

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
   * What a request asks for. Whatever is not exactly {@code EIO=4} counts as the revision before.
   *
   * @param query that of the request, decoded
   * @return the revision
   */
  public static ProtocolRevision of(Map<String, String> query) {
    return "4".equals(query.get("EIO")) ? V4 : V3; // EIO-11
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
