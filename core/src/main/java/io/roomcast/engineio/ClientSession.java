package io.roomcast.engineio;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One client's session: the connection below its sockets, which lasts across transports.
 * Thread-safe; nothing here blocks.
 *
 * <p>Its listeners run one at a time, in the order of what happened, on the server's executor, and
 * may block. One that is so slow that 1000 of its calls wait, or 1 MiB of packets, misses further
 * packets, drains and heartbeats, which is logged; it never misses an upgrade or the close. A
 * session to which nobody listens spends no memory on that.
 *
 * <pre>{@code
 * io.onConnection(socket -> {
 *   ClientSession session = socket.session();
 *   Object name = socket.data().get("name"); // which a middleware has put there
 *   log.info("{} came by {}", name, session.transport());
 *   session.onUpgrade(transport -> log.info("{} moved to {}", name, transport));
 * });
 * }</pre>
 *
 * <p>Counterpart in Socket.IO: {@code socket.conn}, the {@code Socket} of {@code engine.io}.
 */
public interface ClientSession {

  /**
   * The id of the session.
   *
   * @return a bearer token: who knows it can take the session over, so it is neither to be logged
   *     nor to be told to other clients
   */
  String id();

  /**
   * The request that opened the session.
   *
   * @return as it was, also when the session has moved to another transport
   */
  HandshakeRequest request();

  /**
   * The client's address.
   *
   * @return as {@link HandshakeRequest#remoteAddress()}
   */
  default InetSocketAddress remoteAddress() {
    return request().remoteAddress();
  }

  /**
   * How packets travel now.
   *
   * @return polling, and after an upgrade WebSocket
   */
  TransportName transport();

  /**
   * The protocol that the client speaks.
   *
   * @return {@link ProtocolRevision#V4}, unless {@link EngineOptions#allowEIO3()} lets others in
   */
  ProtocolRevision revision();

  /**
   * Whether messages are accepted.
   *
   * @return false as soon as the session is being closed
   */
  boolean open();

  /**
   * Whether a message would leave at once, so that a volatile one is not dropped.
   *
   * <p>Counterpart in Socket.IO: {@code socket.conn.transport.writable}.
   *
   * @return a snapshot: on polling whether a poll waits, on WebSocket whether all has been written
   */
  boolean idle();

  /**
   * Whether the client keeps up, so that there is no reason to wait before more is sent. It becomes
   * false when 64 KiB wait here, each message counted with 128 bytes on top, or half of {@link
   * EngineOptions#maxQueuedBytes()} or {@link EngineOptions#maxQueuedPackets()} where that is less;
   * and true again, which {@link #onWritable} tells, when all of it has been handed to the
   * transport. To send in spite of it is no mistake, until one of the two limits is reached.
   *
   * @return a snapshot; false where the session is closing or closed
   */
  boolean writable();

  /**
   * How much of what was sent has not left yet: it waits in this server, or the operating system
   * has not taken it.
   *
   * @return bytes, each message counted with 128 on top while it waits for the transport; a
   *     snapshot, meant for measuring
   */
  long queuedBytes();

  /** Closes the session, after what has been sent. Does nothing where it is closed. */
  void close();

  /** Closes the session now; what has been sent, but not written, is lost. */
  void discard();

  /**
   * Adds a listener for the beginning of an upgrade: a WebSocket has been probed. A client may do
   * so again and again; a listener that is too slow misses some.
   *
   * @param listener is given the transport that the session may move to
   * @return takes it away again
   */
  Registration onUpgrading(Consumer<TransportName> listener);

  /**
   * Adds a listener for the upgrade.
   *
   * @param listener is given the transport that the session has moved to
   * @return takes it away again
   */
  Registration onUpgrade(Consumer<TransportName> listener);

  /**
   * Adds a listener for packets from the client, of every type. Not told: what a WebSocket brings
   * before the session has moved to it (the probe and the upgrade packet). A listener that is too
   * slow misses packets.
   *
   * @param listener is given each packet that comes from now on
   * @return takes it away again
   */
  Registration onPacket(Consumer<EnginePacket> listener);

  /**
   * Adds a listener for packets to the client, of every type. Not told: what belongs to a transport
   * alone (the open packet, with what is sent along with it, noop and close packets, and the answer
   * to a probe). A listener that is too slow misses packets.
   *
   * @param listener is given each packet that is accepted from now on, before it is written
   * @return takes it away again
   */
  Registration onPacketCreate(Consumer<EnginePacket> listener);

  /**
   * Adds a listener for the moments in which all that was sent has been handed to the transport.
   *
   * @param listener called after each
   * @return takes it away again
   */
  Registration onDrain(Runnable listener);

  /**
   * Adds a listener for the moments in which {@link #writable()} becomes true again. To miss none,
   * add it before asking that. Where one comes while a call for an earlier one is waiting, the two
   * are one.
   *
   * @param listener called after each
   * @return takes it away again
   */
  Registration onWritable(Runnable listener);

  /**
   * Adds a listener for the signs of life that the heartbeat brings.
   *
   * @param listener called after each answer of the client to a ping, or, of a client of {@link
   *     ProtocolRevision#V3}, after each of its pings
   * @return takes it away again
   */
  Registration onHeartbeat(Runnable listener);

  /**
   * Adds a listener for the end.
   *
   * @param listener called once; not at all where the session has ended before
   * @return takes it away again
   */
  Registration onClose(CloseListener listener);

  /** Hears of a session's end. */
  @FunctionalInterface
  interface CloseListener {

    /**
     * The session has ended.
     *
     * @param reason why
     * @param cause what went wrong, where something did
     */
    void onClose(CloseReason reason, Optional<Throwable> cause);
  }
}
