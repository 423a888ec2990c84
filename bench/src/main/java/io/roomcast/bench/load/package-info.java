/**
 * The load generator: one thread that plays thousands of clients, checks every message that it gets
 * and never waits where a server could be made to pay for waking it.
 */
@NullMarked
package io.roomcast.bench.load;

import org.jspecify.annotations.NullMarked;
