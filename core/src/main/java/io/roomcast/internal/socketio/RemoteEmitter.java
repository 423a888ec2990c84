package io.roomcast.internal.socketio;

import io.roomcast.AckTimeoutException;
import io.roomcast.Answers;
import io.roomcast.EmitResult;
import io.roomcast.Emitter;
import io.roomcast.EventArgs;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A way to one socket, wherever it is: straight to one of this server, by the room of its id to one
 * of another.
 *
 * @param room selects the room of its id
 */
record RemoteEmitter(String id, BroadcastOperator room) implements Emitter {

  @Override
  public EmitResult emit(String event, @Nullable Object... values) {
    Optional<LocalSocket> here = room.index().member(id);
    if (here.isPresent()) {
      return here.get().outbound().emit(room.settings(), event, values);
    }
    room.emit(event, values);
    return EmitResult.QUEUED;
  }

  @Override
  public CompletableFuture<EventArgs> emitWithAck(String event, @Nullable Object... values) {
    Optional<LocalSocket> here = room.index().member(id);
    return here.isPresent()
        ? here.get().outbound().emitWithAck(room.settings(), event, values)
        : room.ask(replies -> only(BroadcastOperator.args(replies), event), event, values);
  }

  private EventArgs only(Answers<EventArgs> answers, String event) {
    if (!answers.values().isEmpty()) {
      return answers.values().get(0);
    }
    if (answers.complete()) { // nobody was asked
      throw AwaitedAnswer.gone(event);
    }
    throw new AckTimeoutException(event, room.adapter().answerTimeout(room.settings()));
  }

  @Override
  public Emitter asVolatile() {
    return new RemoteEmitter(id, room.asVolatile());
  }

  @Override
  public Emitter compress(boolean on) {
    return new RemoteEmitter(id, room.compress(on));
  }

  @Override
  public Emitter timeout(Duration timeout) {
    return new RemoteEmitter(id, room.timeout(timeout));
  }

  @Override
  public String toString() {
    return "emitter to a socket of " + room.namespace(); // its id may be a secret
  }
}
