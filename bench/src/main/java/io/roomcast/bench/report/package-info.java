/** From measurements to a page: the file of results, the targets, the tables, the charts. */
@NullMarked
package io.roomcast.bench.report;

import org.jspecify.annotations.NullMarked;
