package io.roomcast.internal.socketio;

import io.roomcast.Answers;
import io.roomcast.Broadcast;
import io.roomcast.EventArgs;
import io.roomcast.Namespace;
import io.roomcast.RemoteSocket;
import io.roomcast.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
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
  public Broadcast local() {
    return with(Broadcast::local);
  }

  @Override
  public Broadcast asVolatile() {
    return with(Broadcast::asVolatile);
  }

  @Override
  public Broadcast compress(boolean on) {
    return with(child -> child.compress(on));
  }

  @Override
  public Broadcast timeout(Duration timeout) {
    EmitSettings.requirePositive(timeout); // where there are no children, too
    return with(child -> child.timeout(timeout));
  }

  @Override
  public void emit(String event, @Nullable Object... values) {
    EventNames.requireFree(event); // as above
    forEach(child -> child.emit(event, values));
  }

  /** The answers of all children together; a failure of one is that of all. */
  @Override
  public CompletableFuture<Answers<EventArgs>> emitWithAck(
      String event, @Nullable Object... values) {
    EventNames.requireFree(event);
    List<CompletableFuture<Answers<EventArgs>>> each = new ArrayList<>();
    forEach(child -> each.add(child.emitWithAck(event, values)));
    return all(each).thenApply(done -> together(each));
  }

  private static Answers<EventArgs> together(List<CompletableFuture<Answers<EventArgs>>> each) {
    List<EventArgs> values = new ArrayList<>();
    Set<String> silentSockets = new HashSet<>();
    Set<String> silentServers = new HashSet<>();
    for (CompletableFuture<Answers<EventArgs>> one : each) {
      Answers<EventArgs> answers = one.join();
      values.addAll(answers.values());
      silentSockets.addAll(answers.silentSockets());
      silentServers.addAll(answers.silentServers());
    }
    return new Answers<>(values, silentSockets, silentServers);
  }

  @Override
  public CompletableFuture<Answers<RemoteSocket>> fetchSockets() {
    throw new UnsupportedOperationException(
        "the sockets of a parent namespace cannot be fetched: ask each of its children()");
  }

  @Override
  public CompletableFuture<Void> socketsJoin(String... rooms) {
    return each(child -> child.socketsJoin(rooms));
  }

  @Override
  public CompletableFuture<Void> socketsLeave(String... rooms) {
    return each(child -> child.socketsLeave(rooms));
  }

  @Override
  public CompletableFuture<Void> disconnectSockets(boolean close) {
    return each(child -> child.disconnectSockets(close));
  }

  private CompletableFuture<Void> each(Function<Broadcast, CompletableFuture<Void>> operation) {
    List<CompletableFuture<Void>> each = new ArrayList<>();
    forEach(child -> each.add(operation.apply(child)));
    return all(each);
  }

  private static CompletableFuture<Void> all(List<? extends CompletableFuture<?>> each) {
    return CompletableFuture.allOf(each.toArray(CompletableFuture<?>[]::new));
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
