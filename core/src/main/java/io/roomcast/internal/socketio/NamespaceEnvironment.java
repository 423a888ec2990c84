package io.roomcast.internal.socketio;

import io.roomcast.internal.recovery.RoomBounds;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What all namespaces of a server work with.
 *
 * @param adapterLog hears of the failures of adapters
 * @param roomBounds of each socket
 * @param recovery whether clients may come back, and how
 * @param deserted looks whether nobody is in a namespace any more
 */
record NamespaceEnvironment(
    PacketEncoder encoder,
    CurrentRun run,
    AdapterLog adapterLog,
    RoomBounds roomBounds,
    Optional<SharedRecovery> recovery,
    Consumer<LocalNamespace> deserted) {}
