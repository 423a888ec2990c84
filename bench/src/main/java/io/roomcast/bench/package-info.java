/** Measures Roomcast, its peers and the limit of the machine in one run. */
@NullMarked
package io.roomcast.bench;

import org.jspecify.annotations.NullMarked;
