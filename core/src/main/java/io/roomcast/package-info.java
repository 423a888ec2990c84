/**
 * What applications touch: a {@link io.roomcast.Server} with its {@link io.roomcast.Namespace}s, a
 * {@link io.roomcast.Socket} for each client, {@link io.roomcast.Room}s, and events both ways.
 *
 * <p>The names are those of Socket.IO. Nothing here blocks unless it says so, nothing is ever null
 * unless it is marked so, and everything may be called from any thread.
 */
package io.roomcast;
