package io.roomcast.internal.engineio;

import io.roomcast.engineio.ClientSession;
import io.roomcast.engineio.EnginePacket;
import io.roomcast.engineio.HandshakeRequest;
import io.roomcast.engineio.ProtocolRevision;
import io.roomcast.engineio.Registration;
import io.roomcast.engineio.TransportName;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A session as user code gets it. The listeners are the owner's: they run on its queue, and go when
 * it says {@link EngineSession#forgetListeners}.
 */
public class SessionView implements ClientSession {
  private final EngineSession session;
  private final Object owner;
  private final Executor queue;

  /** {@code queue} runs tasks in order, one at a time, and handles what they throw. */
  public SessionView(EngineSession session, Object owner, Executor queue) {
    this.session = session;
    this.owner = owner;
    this.queue = queue;
  }

  private <E extends SessionEvent> Registration on(Class<E> type, Consumer<? super E> listener) {
    return session.listen(new SessionEvents.Entry<>(owner, queue, type, listener));
  }

  @Override
  public Registration onUpgrading(Consumer<TransportName> listener) {
    return on(SessionEvent.Upgrading.class, event -> listener.accept(event.to()));
  }

  @Override
  public Registration onUpgrade(Consumer<TransportName> listener) {
    return on(SessionEvent.Upgraded.class, event -> listener.accept(event.to()));
  }

  @Override
  public Registration onPacket(Consumer<EnginePacket> listener) {
    return on(SessionEvent.Received.class, event -> listener.accept(event.packet()));
  }

  @Override
  public Registration onPacketCreate(Consumer<EnginePacket> listener) {
    return on(SessionEvent.Created.class, event -> listener.accept(event.packet()));
  }

  @Override
  public Registration onDrain(Runnable listener) {
    return on(SessionEvent.Drained.class, event -> listener.run());
  }

  /** A client can cause any number of these, and none may be missed, so they are merged. */
  @Override
  public Registration onWritable(Runnable listener) {
    AtomicBoolean waits = new AtomicBoolean();
    Executor merging =
        call -> {
          if (waits.compareAndSet(false, true)) {
            queue.execute(
                () -> {
                  waits.set(false); // first: what follows is not seen by this call
                  call.run();
                });
          }
        };
    return session.listen(
        new SessionEvents.Entry<>(
            owner, merging, SessionEvent.Writable.class, event -> listener.run()));
  }

  @Override
  public Registration onHeartbeat(Runnable listener) {
    return on(SessionEvent.Beat.class, event -> listener.run());
  }

  @Override
  public Registration onClose(CloseListener listener) {
    return on(SessionEvent.Ended.class, event -> listener.onClose(event.reason(), event.cause()));
  }

  @Override
  public String id() {
    return session.id();
  }

  @Override
  public HandshakeRequest request() {
    return session.request();
  }

  @Override
  public TransportName transport() {
    return session.transport();
  }

  @Override
  public ProtocolRevision revision() {
    return session.revision();
  }

  @Override
  public boolean open() {
    return session.open();
  }

  @Override
  public boolean idle() {
    return session.idle();
  }

  @Override
  public boolean writable() {
    return session.writable();
  }

  @Override
  public long queuedBytes() {
    return session.queuedBytes();
  }

  @Override
  public void close() {
    session.close();
  }

  @Override
  public void discard() {
    session.discard();
  }

  @Override
  public String toString() {
    return session.toString();
  }
}
