/** Child processes: how they are started, pinned, talked to and ended. */
@NullMarked
package io.roomcast.bench.process;

import org.jspecify.annotations.NullMarked;
