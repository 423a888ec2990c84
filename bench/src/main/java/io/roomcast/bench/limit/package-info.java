/**
 * What no server can beat: the same load on a plain NIO loop that does nothing but read, and write
 * prepared frames.
 */
@NullMarked
package io.roomcast.bench.limit;

import org.jspecify.annotations.NullMarked;
