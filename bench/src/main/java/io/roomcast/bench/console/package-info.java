/**
 * How servers under test are talked to. It is compiled once more with the peers, so it uses nothing
 * but the JDK.
 */
@NullMarked
package io.roomcast.bench.console;

import org.jspecify.annotations.NullMarked;
