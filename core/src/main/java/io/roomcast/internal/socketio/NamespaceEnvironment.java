package io.roomcast.internal.socketio;

import io.roomcast.ConnectionStateRecovery;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What all namespaces of a server work with.
 *
 * @param adapterLog hears of the failures of adapters
 * @param recovery whether clients may come back, and how
 * @param left is told when somebody who was counted at a namespace's gate has left
 */
record NamespaceEnvironment(
    PacketEncoder encoder,
    CurrentRun run,
    AdapterLog adapterLog,
    Optional<ConnectionStateRecovery> recovery,
    Consumer<LocalNamespace> left) {}
