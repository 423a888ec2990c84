package io.roomcast.testkit.peer;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.SocketFactory;

/**
 * A client over TCP, for tests of transports that bind a port. It speaks plain HTTP/1.1 and
 * WebSocket, trusts nothing to a library, and keeps its receive buffers small, so that a client
 * which stops reading is noticed soon. Two threads per connection. Thread-safe.
 */
public final class SocketPeer implements Peer {
  private static final int RECEIVE_BUFFER = 16 * 1024;
  private static final int CONNECT_MILLIS = 10_000;

  private final InetSocketAddress address;
  private final SocketFactory sockets;
  private final Set<PeerConnection> open = ConcurrentHashMap.newKeySet();

  private SocketPeer(InetSocketAddress address, SocketFactory sockets) {
    this.address = address;
    this.sockets = sockets;
  }

  /**
   * A client of a plain port.
   *
   * @param address where the transport listens
   * @return a new peer
   */
  public static SocketPeer of(InetSocketAddress address) {
    return of(address, SocketFactory.getDefault());
  }

  /**
   * A client with sockets of another kind, for example encrypted ones.
   *
   * @param address where the transport listens
   * @param sockets makes unconnected sockets
   * @return a new peer
   */
  public static SocketPeer of(InetSocketAddress address, SocketFactory sockets) {
    return new SocketPeer(address, sockets);
  }

  @Override
  public SocketConnection connect() {
    SocketConnection connection;
    try {
      Socket socket = sockets.createSocket();
      try {
        socket.setReceiveBufferSize(RECEIVE_BUFFER);
        socket.setTcpNoDelay(true);
        socket.connect(address, CONNECT_MILLIS);
        connection = new SocketConnection(socket);
      } catch (IOException e) {
        socket.close();
        throw e;
      }
    } catch (IOException e) {
      throw new PeerDisconnectedException("cannot connect to " + address, e);
    }
    open.add(connection);
    var unused = connection.ended().thenRun(() -> open.remove(connection));
    return connection;
  }

  @Override
  public void close() {
    open.forEach(PeerConnection::abort);
  }
}
