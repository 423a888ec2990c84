package io.roomcast.internal.socketio;

import io.roomcast.EmitResult;
import io.roomcast.EventArgs;
import io.roomcast.Overflow;
import io.roomcast.engineio.SendResult;
import io.roomcast.internal.concurrent.AckFuture;
import io.roomcast.internal.engineio.EngineMessage;
import io.roomcast.internal.engineio.Placement;
import io.roomcast.internal.engineio.SendMode;
import io.roomcast.internal.recovery.SentEvent;
import io.roomcast.spi.adapter.Selection;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketType;
import io.roomcast.spi.transport.Burst;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What one socket sends: events, questions with the answers that its client owes, and what the
 * protocol says. Thread-safe; nothing here waits, and no code of the application runs.
 */
final class Outbound {
  private final LocalSocket socket;
  private final Surroundings surroundings;
  private final LongSupplier ackIds;
  private final @Nullable SocketRecovery recovery; // where clients may come back
  private final OutgoingListeners listeners;
  private final Outlet outlet;
  private final Detour detour;
  private final PendingAcks pendingAcks;
  private final OverflowNotice notice;

  Outbound(
      LocalSocket socket,
      Surroundings surroundings,
      Client client,
      LongSupplier ackIds,
      @Nullable SocketRecovery recovery,
      OutgoingListeners listeners,
      OverflowNotice notice) {
    this.socket = socket;
    this.surroundings = surroundings;
    this.ackIds = ackIds;
    this.recovery = recovery;
    this.listeners = listeners;
    this.notice = notice;
    this.outlet = new Outlet(client.session());
    this.detour = new Detour(surroundings.hits());
    this.pendingAcks =
        new PendingAcks(
            socket.id(),
            client.backlog(),
            surroundings.options().maxPendingAcks(),
            surroundings.hits());
  }

  OutgoingListeners listeners() {
    return listeners;
  }

  // ---- what the application emits

  EmitResult emit(EmitSettings settings, String event, @Nullable Object... values) {
    EventNames.requireFree(event);
    if (!socket.connected()) {
      return EmitResult.CLOSED;
    }
    Packet packet = packet(Packet.NO_ID, event, values);
    if (recovery == null) {
      return deliver(OutboundEvent.of(packet, settings.flags(), surroundings.encoder()));
    } else if (recovery.stored()) {
      return emitStored(packet, settings);
    }
    return emitted(recovery.emit(packet, settings.flags()));
  }

  /**
   * API-48: by way of the adapter, so that the event is found where the client comes back. What
   * becomes of it there is known later; what is volatile is sent straight, or not at all.
   */
  private EmitResult emitStored(Packet packet, EmitSettings settings) {
    if (settings.flags().isVolatile()) {
      OutboundEvent event = OutboundEvent.of(packet, settings.flags(), surroundings.encoder());
      return detour.busy() ? EmitResult.DROPPED : deliver(event);
    }
    Selection own = new Selection(Set.of(socket.id()), Set.of());
    detour.take(socket.namespace().adapter().broadcastHere(packet, own, settings));
    return EmitResult.QUEUED;
  }

  /** Does something after the events that were emitted before, where they take a while. */
  void end(Runnable lastWord) {
    detour.end(lastWord);
  }

  CompletableFuture<EventArgs> emitWithAck(
      EmitSettings settings, String event, @Nullable Object... values) {
    EventNames.requireFree(event);
    var options = surroundings.options();
    AwaitedAnswer answer =
        new AwaitedAnswer(
            event,
            settings.timeout().orElse(options.ackTimeout()),
            options.maxPendingAcks(),
            new AckFuture<>(surroundings.executor().completions()));
    if (!socket.connected()) {
      answer.silent(socket.id(), PendingAcks.Silence.GONE);
      return answer.future();
    }
    long ackId = ackIds.getAsLong();
    OutboundEvent question =
        OutboundEvent.of(packet(ackId, event, values), settings.flags(), surroundings.encoder());
    ask(ackId, question, answer); // registered only after it could be encoded
    Burst.releaseNow(); // the asker may wait
    answer.limit(pendingAcks, ackId, surroundings.timers());
    return answer.future();
  }

  private Packet packet(long packetId, String event, @Nullable Object... values) {
    Arguments arguments = Arguments.event(event, values);
    return new Packet(PacketType.EVENT, socket.namespace().name(), packetId, arguments);
  }

  // ---- questions

  /** Sends a question that was encoded for many. The asker hears of it in any case. */
  void ask(long ackId, OutboundEvent question, PendingAcks.Asker asker) {
    if (pendingAcks.expect(ackId, asker) && !detour.pass(() -> sendQuestion(ackId, question))) {
      pendingAcks.end(ackId, PendingAcks.Silence.FULL);
    }
  }

  private void sendQuestion(long ackId, OutboundEvent question) {
    switch (deliver(question)) {
      case QUEUED -> {}
      case DROPPED -> pendingAcks.end(ackId, PendingAcks.Silence.DROPPED);
      case FULL -> pendingAcks.end(ackId, PendingAcks.Silence.FULL);
      case CLOSED -> pendingAcks.end(ackId, PendingAcks.Silence.GONE);
    }
  }

  /** The time of a question is up. */
  void endQuestion(long ackId) {
    pendingAcks.end(ackId, PendingAcks.Silence.TIMEOUT);
  }

  /** An answer came. */
  void ackArrived(Packet packet) {
    pendingAcks.answered(packet.id(), packet.data());
  }

  /** No answer comes any more. */
  void endQuestions() {
    pendingAcks.close();
  }

  int pendingAcks() {
    return pendingAcks.size();
  }

  // ---- sending

  /** Sends an event, which may have been encoded for many. */
  EmitResult deliver(OutboundEvent event) {
    return socket.connected()
        ? emitted(send(event.packet(), event.unit(), event.isVolatile(), Placement.UNOBSERVED))
        : EmitResult.CLOSED;
  }

  /** As above, for a client that may come back for it, whether or not it is connected still. */
  SendResult deliver(SentEvent event, Placement placement) {
    return send(event.packet(), event.unit(), !event.replayed(), placement);
  }

  private SendResult send(
      Packet packet, List<EngineMessage> unit, boolean isVolatile, Placement placement) {
    SendResult result =
        isVolatile
            ? outlet.send(unit, SendMode.VOLATILE, placement)
            : send(unit, placement, socket.namespace().overflow());
    if (result == SendResult.QUEUED) {
      listeners.sent(packet);
    }
    return result;
  }

  private SendResult send(List<EngineMessage> unit, Placement placement, Overflow policy) {
    if (policy == Overflow.close()) {
      return outlet.send(unit, SendMode.RELIABLE, placement);
    }
    notice.look();
    SendResult result = outlet.send(unit, SendMode.REFUSABLE, placement);
    if (result == SendResult.FULL) {
      notice.due(policy);
    }
    return result;
  }

  /**
   * Sends the answer to an event of the client; where too many wait, as where the queue is full.
   */
  void answer(List<EngineMessage> unit) {
    boolean taken =
        detour.pass(
            () -> {
              if (socket.connected()) {
                outlet.send(unit, SendMode.RELIABLE, Placement.UNOBSERVED);
              }
            });
    if (!taken) {
      socket.engineSession().discard();
    }
  }

  private static EmitResult emitted(SendResult result) {
    return switch (result) {
      case QUEUED -> EmitResult.QUEUED;
      case DROPPED -> EmitResult.DROPPED;
      case FULL -> EmitResult.FULL;
      case CLOSED -> EmitResult.CLOSED;
    };
  }

  // ---- what the protocol says

  /** The client is told that it is in, and of what it missed; whatever was sent follows. */
  void open(Arguments news) {
    List<EngineMessage> reply = encoded(PacketType.CONNECT, news);
    if (recovery == null) {
      outlet.open(List.of(), reply, Placement.UNOBSERVED);
    } else {
      outlet.open(recovery.missed(), reply, recovery.reply());
    }
  }

  /** The client is told that it is out. */
  void disconnect() {
    outlet.send(
        encoded(PacketType.DISCONNECT, Arguments.none()), SendMode.RELIABLE, Placement.UNOBSERVED);
  }

  private List<EngineMessage> encoded(PacketType type, Arguments arguments) {
    return surroundings.encoder().encode(Packet.of(type, socket.namespace().name(), arguments));
  }
}
