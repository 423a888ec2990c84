/** A run: which loads on which servers, in which order, and what becomes of them. */
@NullMarked
package io.roomcast.bench.run;

import org.jspecify.annotations.NullMarked;
