/** The servers of this project that are measured, each as a process of its own. */
@NullMarked
package io.roomcast.bench.server;

import org.jspecify.annotations.NullMarked;
