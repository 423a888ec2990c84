/**
 * The compatibility kits that every transport passes: extend {@link
 * io.roomcast.testkit.transport.TransportCompatibilityKit}, or for one that listens on a port
 * {@link HttpTransportCompatibilityKit}.
 */
package io.roomcast.testkit.transport;
