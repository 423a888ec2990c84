/** What is read from the operating system, and what becomes of the numbers. */
@NullMarked
package io.roomcast.bench.measure;

import org.jspecify.annotations.NullMarked;
