/**
 * Aids for transports that speak HTTP and WebSocket themselves: frames (RFC 6455, section 5), the
 * opening handshake (section 4.2), response heads (RFC 9112, section 4), the count of connections,
 * the pace of slow ones, and threads for TLS handshakes. Each holds the limits that it is given
 * from the first byte on, allocates nothing by a number that a peer announces, and never blocks
 * unless it says so. Nobody else needs them.
 */
@NullMarked
package io.roomcast.spi.transport.wire;

import org.jspecify.annotations.NullMarked;
