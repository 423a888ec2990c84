/**
 * Tests without a network: an {@link io.roomcast.testkit.InMemoryTransport} under a server, and
 * {@link io.roomcast.testkit.TestClient}s that connect to it.
 */
package io.roomcast.testkit;
