/**
 * Just enough of HTTP and WebSocket for both ends of a measurement, and what the messages carry.
 */
@NullMarked
package io.roomcast.bench.wire;

import org.jspecify.annotations.NullMarked;
