/** The parts on their own, measured with JMH. */
@NullMarked
package io.roomcast.bench.jmh;

import org.jspecify.annotations.NullMarked;
