package io.roomcast.internal.socketio;

import static java.util.Objects.requireNonNull;

import io.roomcast.ConnectionListener;
import io.roomcast.ConnectionRefusedException;
import io.roomcast.Middleware;
import io.roomcast.internal.engineio.EngineMessage;
import io.roomcast.spi.codec.EncodeException;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * The way of one socket into its namespace (API-13, API-14): middlewares one after the other, then
 * the connection and its listeners. Every step runs on the socket's serial queue, so that the
 * client's events, which may arrive as soon as it is told, wait behind the listeners. At each step
 * the socket may have ended meanwhile (its time is up, too); then the rest does not take place.
 */
final class NamespaceJoin {
  static final String INTERNAL_ERROR = "Internal server error";

  private final Surroundings surroundings;
  private final LocalNamespace namespace;
  private final LocalSocket socket;
  private final Iterator<Middleware.Async> middlewares;

  NamespaceJoin(Surroundings surroundings, LocalNamespace namespace, LocalSocket socket) {
    this.surroundings = surroundings;
    this.namespace = namespace;
    this.socket = socket;
    this.middlewares =
        socket.life().skipsMiddlewares()
            ? Collections.emptyIterator()
            : namespace.setup().middlewares();
  }

  void begin() {
    socket.life().begin(this::proceed);
  }

  private void proceed() {
    if (socket.life().over()) {
      return;
    }
    if (!middlewares.hasNext()) {
      connect();
      return;
    }
    try {
      CompletionStage<?> answer =
          requireNonNull(middlewares.next().handle(socket), "a middleware returned no stage");
      var unused =
          answer.whenComplete(
              (passed, refusal) ->
                  socket.life().execute(refusal == null ? this::proceed : () -> refuse(refusal)));
    } catch (Throwable e) { // whatever it is, and be it the stage's, the client is not let in
      refuse(e);
    }
  }

  private void connect() {
    if (!socket.life().connect()) {
      return;
    }
    for (ConnectionListener listener : namespace.setup().connectionListeners()) {
      try {
        listener.onConnection(socket);
      } catch (Throwable e) { // the client stays, and the other listeners shall know it
        surroundings.failures().report(socket, Optional.of("connection"), e);
      }
    }
  }

  private void refuse(Throwable thrown) {
    Throwable cause =
        thrown instanceof CompletionException wrapper && wrapper.getCause() != null
            ? wrapper.getCause()
            : thrown;
    if (!(cause instanceof ConnectionRefusedException)) {
      surroundings.failures().report(socket, Optional.empty(), cause);
    }
    socket.life().refuse(() -> connectError(cause));
  }

  private List<EngineMessage> connectError(Throwable cause) {
    if (!(cause instanceof ConnectionRefusedException refusal)) {
      return socket.life().refusal(INTERNAL_ERROR, Optional.empty());
    }
    String message = String.valueOf(refusal.getMessage());
    Optional<Object> data = refusal.data();
    if (data.isPresent()) {
      try {
        return socket.life().refusal(message, data);
      } catch (EncodeException e) { // refused all the same, without the details
        surroundings.failures().report(socket, Optional.empty(), e);
      }
    }
    return socket.life().refusal(message, Optional.empty());
  }
}
