/** The servers that are compared: who they are, where they come from and how they are started. */
@NullMarked
package io.roomcast.bench.contender;

import org.jspecify.annotations.NullMarked;
