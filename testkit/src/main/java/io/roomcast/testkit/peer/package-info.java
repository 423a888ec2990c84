/**
 * The other end of a transport in tests: a {@link io.roomcast.testkit.peer.Peer} opens connections,
 * sends requests, upgrades to WebSocket, reads slowly, and goes away at bad moments. {@link
 * io.roomcast.testkit.peer.SocketPeer} does it over TCP, {@link
 * io.roomcast.testkit.InMemoryTransport#peer()} without a network.
 */
package io.roomcast.testkit.peer;
