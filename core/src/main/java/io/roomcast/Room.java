package io.roomcast;

/**
 * A room of a namespace: a name under which sockets can be reached together. It exists as soon as
 * somebody is in it and is forgotten when the last one leaves; a handle stays valid all the while.
 *
 * <p>As a {@link Broadcast} it means its members. Thread-safe; nothing here blocks.
 *
 * <pre>{@code
 * Room lobby = io.room("lobby");
 * socket.join(lobby.name());
 * lobby.except(socket.id()).emit("joined", socket.data().get("name"), lobby.size());
 * }</pre>
 */
public interface Room extends Broadcast {

  /**
   * The name.
   *
   * @return as it was given
   */
  String name();

  /**
   * The namespace that it belongs to.
   *
   * @return the namespace
   */
  Namespace namespace();

  /**
   * How many members are connected to this server.
   *
   * @return 0 where the room does not exist
   */
  int size();

  /**
   * Whether nobody is in it, on this server.
   *
   * @return true where {@link #size()} is 0
   */
  default boolean isEmpty() {
    return size() == 0;
  }

  /**
   * Whether a socket is a member.
   *
   * @param socket of the same namespace
   * @return true if it is
   */
  boolean contains(Socket socket);
}
