package io.roomcast.internal.socketio;

import io.roomcast.Broadcast;
import io.roomcast.Namespace;
import io.roomcast.Socket;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The same selection in each child of a parent namespace (API-10). {@code narrowing} makes it of
 * the whole child; what is done is done to the children that there are at that moment.
 */
record ChildrenBroadcast(
    Supplier<? extends Collection<? extends Namespace>> children,
    UnaryOperator<Broadcast> narrowing)
    implements Broadcast {

  @Override
  public Broadcast to(String... rooms) {
    return with(child -> child.to(rooms));
  }

  @Override
  public Broadcast except(String... rooms) {
    return with(child -> child.except(rooms));
  }

  @Override
  public void emit(String event, @Nullable Object... values) {
    EventNames.requireFree(event); // where there are no children, too
    forEach(child -> child.emit(event, values));
  }

  @Override
  public void socketsJoin(String... rooms) {
    forEach(child -> child.socketsJoin(rooms));
  }

  @Override
  public void socketsLeave(String... rooms) {
    forEach(child -> child.socketsLeave(rooms));
  }

  @Override
  public void disconnectSockets(boolean close) {
    forEach(child -> child.disconnectSockets(close));
  }

  @Override
  public Collection<Socket> sockets() {
    List<Socket> sockets = new ArrayList<>();
    forEach(child -> sockets.addAll(child.sockets()));
    return Collections.unmodifiableList(sockets);
  }

  private ChildrenBroadcast with(UnaryOperator<Broadcast> further) {
    return new ChildrenBroadcast(children, child -> further.apply(narrowing.apply(child)));
  }

  private void forEach(Consumer<Broadcast> action) {
    children.get().forEach(child -> action.accept(narrowing.apply(child)));
  }
}
