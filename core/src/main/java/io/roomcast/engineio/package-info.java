/**
 * Engine.IO, the layer below Socket.IO: sessions over long-polling and WebSocket. The types here
 * are its options and what applications see of a session's beginning and end.
 */
package io.roomcast.engineio;
