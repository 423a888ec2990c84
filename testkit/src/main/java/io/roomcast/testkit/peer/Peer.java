package io.roomcast.testkit.peer;

/**
 * Opens connections to a transport under test. Thread-safe.
 *
 * <pre>{@code
 * InMemoryTransport transport = InMemoryTransport.create();
 * Server io = Server.builder().transport(transport).build();
 * io.start().join();
 * try (PeerConnection connection = transport.peer().connect()) {
 *   PeerResponse response =
 *       connection.send(PeerRequest.get("/socket.io/?EIO=4&transport=polling")).join();
 *   assertThat(response.bodyText()).contains("sid");
 * }
 * }</pre>
 */
public interface Peer extends AutoCloseable {

  /**
   * Opens a connection. Over TCP this blocks until it is established.
   *
   * @return the connection; the server may have closed it already, see {@link
   *     PeerConnection#ended()}
   * @throws PeerDisconnectedException if nothing listens
   */
  PeerConnection connect();

  /** Closes every connection that it opened. */
  @Override
  void close();
}
