/** What a client that lost its connection is sent when it comes back; knows no sockets. */
@NullMarked
package io.roomcast.internal.recovery;

import org.jspecify.annotations.NullMarked;
