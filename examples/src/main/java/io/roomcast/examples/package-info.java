/**
 * A group chat and a room chat for the browser. {@link io.roomcast.examples.GroupChat} and {@link
 * io.roomcast.examples.RoomChat} are what the server does; the pages are static files.
 */
package io.roomcast.examples;
