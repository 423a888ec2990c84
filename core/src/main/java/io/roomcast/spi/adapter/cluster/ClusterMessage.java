package io.roomcast.spi.adapter.cluster;

import io.roomcast.spi.adapter.EmitFlags;
import io.roomcast.spi.adapter.Selection;
import io.roomcast.spi.adapter.SocketDetails;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one server tells the others: data, for any wire. Values are in neutral form ({@link
 * io.roomcast.spi.adapter.LocalRooms#neutral}). Immutable, as long as nobody changes the lists.
 *
 * <p>Counterpart in Socket.IO: {@code ClusterMessage} and {@code ClusterResponse} of the package
 * {@code socket.io-adapter}.
 *
 * <p>Example: {@link ClusterAdapter}.
 */
public sealed interface ClusterMessage {

  /**
   * Its number on the wire.
   *
   * @return 1 to 13
   */
  int type();

  /** What a server says of itself, where the wire does not know which servers there are. */
  enum Presence implements ClusterMessage {
    /** It has come: the others are to say that they are there. */
    INITIAL_HEARTBEAT(1),
    /** It is there. */
    HEARTBEAT(2),
    /** It goes. */
    ADAPTER_CLOSE(13);

    private final int type;

    Presence(int type) {
      this.type = type;
    }

    @Override
    public int type() {
      return type;
    }
  }

  /**
   * An event for clients.
   *
   * @param values its name and its arguments
   * @param to who gets it
   * @param flags how it is delivered
   */
  record Broadcast(List<? extends @Nullable Object> values, Selection to, EmitFlags flags)
      implements ClusterMessage {
    @Override
    public int type() {
      return 3;
    }
  }

  /**
   * An event that clients are to answer. Each server answers once with a {@link
   * BroadcastClientCount}, and with a {@link BroadcastAck} for each answer.
   *
   * @param requestId ties the answers to it
   * @param timeout how long answers are waited for
   * @param values its name and its arguments
   * @param to who is asked
   * @param flags how it is delivered
   */
  record BroadcastWithAck(
      String requestId,
      Duration timeout,
      List<? extends @Nullable Object> values,
      Selection to,
      EmitFlags flags)
      implements ClusterMessage {
    @Override
    public int type() {
      return 3;
    }
  }

  /**
   * Sockets join rooms.
   *
   * @param who which
   * @param rooms the rooms
   */
  record SocketsJoin(Selection who, Set<String> rooms) implements ClusterMessage {
    @Override
    public int type() {
      return 4;
    }
  }

  /**
   * Sockets leave rooms.
   *
   * @param who which
   * @param rooms the rooms
   */
  record SocketsLeave(Selection who, Set<String> rooms) implements ClusterMessage {
    @Override
    public int type() {
      return 5;
    }
  }

  /**
   * Sockets are disconnected.
   *
   * @param who which
   * @param close whether their connections are closed, too
   */
  record DisconnectSockets(Selection who, boolean close) implements ClusterMessage {
    @Override
    public int type() {
      return 6;
    }
  }

  /**
   * Each server is to say which of its sockets are meant, with a {@link FetchSocketsResponse}.
   *
   * @param of which
   * @param requestId ties the answers to it
   */
  record FetchSockets(Selection of, String requestId) implements ClusterMessage {
    @Override
    public int type() {
      return 7;
    }
  }

  /**
   * An event for servers.
   *
   * @param requestId where each is to answer, with a {@link ServerSideEmitResponse}
   * @param values its name and its arguments
   */
  record ServerSideEmit(Optional<String> requestId, List<? extends @Nullable Object> values)
      implements ClusterMessage {
    @Override
    public int type() {
      return 9;
    }
  }

  /** What is for one server alone, the one that has asked. */
  sealed interface Response extends ClusterMessage {

    /**
     * What it answers.
     *
     * @return as the server that asked has named it
     */
    String requestId();
  }

  /**
   * The sockets of a server.
   *
   * @param requestId what it answers
   * @param sockets in plain values
   */
  record FetchSocketsResponse(String requestId, List<SocketDetails> sockets) implements Response {
    @Override
    public int type() {
      return 8;
    }
  }

  /**
   * The answer of a server.
   *
   * @param requestId what it answers
   * @param values all that was given; on a wire to servers of Node.js the first is what arrives
   */
  record ServerSideEmitResponse(String requestId, List<? extends @Nullable Object> values)
      implements Response {
    @Override
    public int type() {
      return 10;
    }
  }

  /**
   * How many clients of a server have been asked.
   *
   * @param requestId what it answers
   * @param clients 0 or more
   */
  record BroadcastClientCount(String requestId, int clients) implements Response {
    @Override
    public int type() {
      return 11;
    }
  }

  /**
   * The answer of a client.
   *
   * @param requestId what it answers
   * @param values all that was given; on a wire to servers of Node.js the first is what arrives
   */
  record BroadcastAck(String requestId, List<? extends @Nullable Object> values)
      implements Response {
    @Override
    public int type() {
      return 12;
    }
  }
}
