package io.roomcast.internal.socketio;

import io.roomcast.ConnectionStateRecovery;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What all namespaces of a server work with.
 *
 * @param recovery whether clients may come back, and how
 * @param deserted looks whether nobody is in a namespace any more
 */
record NamespaceEnvironment(
    PacketEncoder encoder,
    CurrentRun run,
    Optional<ConnectionStateRecovery> recovery,
    Consumer<LocalNamespace> deserted) {}
