package io.roomcast.internal.socketio;

/** What a client waits for that has asked for a namespace, before it has a socket there. */
sealed interface Lookup permits NamespaceLookup, SessionLookup {

  /** The namespace. */
  String name();

  /** The client has gone. True where that ended it. */
  boolean abandon();
}
