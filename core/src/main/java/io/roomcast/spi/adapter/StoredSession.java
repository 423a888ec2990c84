package io.roomcast.spi.adapter;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a client that lost its connection finds again on whatever server it comes back to.
 *
 * <p>Example: {@link SessionStore}.
 *
 * @param id the public id of its socket
 * @param privateId the secret by which it is asked for
 * @param rooms those that it was in, its own one among them
 * @param data the socket's data in neutral form
 * @param stay from when to when it was connected; empty where the server that has stored it does
 *     not say, as those of Node.js do not. Nor is it known of what namespace it is, then, so the
 *     middlewares are asked
 */
public record StoredSession(
    String id,
    String privateId,
    Set<String> rooms,
    Map<String, @Nullable Object> data,
    Optional<Stay> stay) {

  /**
   * A span of the log, by offsets.
   *
   * <p>Example: {@link SessionStore}.
   *
   * @param since what the server had come to when the session began: nothing up to there was for it
   * @param until what the server had come to when the client went: its rooms are of then
   */
  public record Stay(String since, String until) {}

  /** Copies the collections. */
  public StoredSession {
    rooms = Collections.unmodifiableSet(new LinkedHashSet<>(rooms));
    data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
  }

  /**
   * The same in other rooms.
   *
   * @param others the rooms
   * @return a copy
   */
  public StoredSession in(Set<String> others) {
    return new StoredSession(id, privateId, others, data, stay);
  }

  @Override
  public String toString() {
    return "stored session of " + id; // the private id is a secret
  }
}
