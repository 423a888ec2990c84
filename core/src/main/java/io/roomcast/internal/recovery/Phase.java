package io.roomcast.internal.recovery;

import org.jspecify.annotations.Nullable;

/**
 * Where a client's place in a namespace stands, with what belongs to it there and nowhere else.
 *
 * <pre>
 *   Unused     connected()  -> Connected
 *   Connected  leave()      -> Away, or Gone where nobody is to come back
 *   Away, Returning  claim() -> Returning, or Gone where it is not known what the client missed
 *   Away       expires      -> Gone
 *   Away, Returning  end()  -> Gone
 *   Returning  returned()   -> Connected, or Gone as above
 *   Returning  leave()      -> Away, or Gone as above, or where its time is up
 *
 *   Unused     restored()   -> Returning, where the session was kept elsewhere
 *   Connected, Returning  part() -> Gone, where it is to be kept elsewhere
 * </pre>
 */
sealed interface Phase {

  /** Who is connected; null where nobody is. */
  default @Nullable Connection connection() {
    return null;
  }

  /** Who is about to be connected; null where nobody is. */
  default @Nullable Connection claimer() {
    return null;
  }

  /** Null where the client is not away, and not on its way back. */
  default @Nullable Absence absence() {
    return null;
  }

  /** The client is about to join. */
  record Unused() implements Phase {}

  /** Events go to the connection. */
  record Connected(Connection connection) implements Phase {}

  /** Nobody is there. */
  record Away(Absence absence) implements Phase {}

  /** The client is on its way back. */
  record Returning(Absence absence, Connection claimer) implements Phase {}

  /** Nobody comes back any more. */
  record Gone() implements Phase {}
}
