package io.roomcast.internal.engineio;

import io.roomcast.engineio.HandshakeRequest;
import io.roomcast.engineio.TransportName;
import io.roomcast.internal.concurrent.Strand;
import io.roomcast.internal.concurrent.Timers;
import io.roomcast.internal.engineio.SessionState.Closing;
import io.roomcast.internal.engineio.SessionState.OnPolling;
import io.roomcast.internal.engineio.SessionState.OnWebSocket;
import io.roomcast.internal.engineio.SessionState.Opening;
import io.roomcast.internal.engineio.SessionState.Upgrading;
import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The WebSockets of one session: the one that is its transport, and the one that wants to be. Tells
 * them apart, and leads the latter through the upgrade (EIO-54 to EIO-60). Confined to the
 * session's strand. What happens on a WebSocket that the state does not hold any more means
 * nothing.
 */
final class WebSocketSide implements WebSocketChannel.Events {
  /** The session, as this side of it sees it. */
  interface Events {
    SessionState state();

    void enter(SessionState next);

    /** The WebSocket that opens the session is there. */
    void opened(WebSocketChannel channel);

    /** A packet came on the transport in use. */
    void received(InboundPacket packet);

    void malformed(MalformedPacketException mistake);

    /** The transport in use takes messages again. */
    void flush();

    void closedByClient();

    void failed(String what, @Nullable Throwable cause);

    /** A WebSocket has been probed: the session is about to be on it. */
    void upgrading();

    /** The session was on polling, and is on this WebSocket now. */
    void upgraded(WebSocketChannel channel);

    /** The limit that the option sets. */
    void limitReached(String option);

    /** As {@link #upgraded}, but what is left to do is to close (EIO-60). */
    void upgradedToClose(WebSocketChannel channel);
  }

  private final Strand strand;
  private final Timers timers;
  private final Duration upgradeTimeout;
  private final Dialect dialect;
  private final Events events;

  WebSocketSide(
      Strand strand, Timers timers, Duration upgradeTimeout, Dialect dialect, Events events) {
    this.strand = strand;
    this.timers = timers;
    this.upgradeTimeout = upgradeTimeout;
    this.dialect = dialect;
    this.events = events;
  }

  /** The one that is to open the session; null where another transport does. */
  @Nullable WebSocketChannel firstChannel(HandshakeRequest request) {
    return request.transport() == TransportName.WEBSOCKET ? newChannel(request.query()) : null;
  }

  private WebSocketChannel newChannel(Map<String, String> query) {
    return new WebSocketChannel(strand, dialect.frames(query), this);
  }

  /** Answers the request for a WebSocket; it is open, or not to be, some time later. */
  void open(Exchange exchange, Headers headers, WebSocketChannel channel) {
    try {
      exchange.upgrade(headers, channel);
    } catch (IllegalStateException answered) {
      closed(channel, 1006, answered);
    }
  }

  /** As above, for one that is to take over. */
  void attach(Exchange exchange, Query query) {
    open(exchange, Subprotocol.answerTo(exchange), newChannel(query.values()));
  }

  /** A poll is waiting: if there is an upgrade, it is answered soon. */
  void pollArrived() {
    if (events.state() instanceof Upgrading now && now.polling().isWritable()) {
      now.upgrade().answerPollSoon(() -> answerPollOf(now.upgrade()));
    }
  }

  private void answerPollOf(Upgrade upgrade) {
    if (events.state() instanceof Upgrading now && now.upgrade() == upgrade) {
      now.polling().writeNoop();
    }
  }

  @Override
  public void opened(WebSocketChannel channel) {
    SessionState now = events.state();
    if (now instanceof Opening && now.channel() == channel) {
      events.opened(channel);
    } else if (now instanceof OnPolling onPolling) {
      events.enter(new Upgrading(onPolling.polling(), upgradeTo(channel)));
    } else {
      channel.close(); // EIO-57
    }
  }

  private Upgrade upgradeTo(WebSocketChannel channel) {
    return new Upgrade(channel, timers, strand, upgradeTimeout, () -> expired(channel));
  }

  private void expired(WebSocketChannel channel) {
    Upgrade upgrade = upgradeOf(channel);
    if (upgrade != null) {
      events.limitReached("upgradeTimeout");
      abandon(upgrade);
    }
  }

  /** The upgrade in progress to this channel; null where there is none. */
  private @Nullable Upgrade upgradeOf(WebSocketChannel channel) {
    Upgrade upgrade = events.state().upgrade();
    return upgrade != null && upgrade.channel() == channel ? upgrade : null;
  }

  private boolean isInUse(WebSocketChannel channel) {
    return events.state() instanceof OnWebSocket now && now.channel() == channel;
  }

  @Override
  public void received(WebSocketChannel channel, InboundPacket packet) {
    if (isInUse(channel)) {
      events.received(packet);
      return;
    }
    Upgrade upgrade = upgradeOf(channel);
    if (upgrade != null) {
      switch (upgrade.received(packet)) {
        case PROBED -> {
          events.upgrading();
          pollArrived();
        }
        case SWITCH -> switchTo(upgrade);
        case INVALID -> abandon(upgrade);
      }
    }
  }

  @Override
  public void malformed(WebSocketChannel channel, MalformedPacketException mistake) {
    if (isInUse(channel)) {
      events.malformed(mistake);
    } else {
      abandon(upgradeOf(channel));
    }
  }

  @Override
  public void writable(WebSocketChannel channel) {
    if (isInUse(channel)) {
      events.flush();
    }
  }

  @Override
  public void closed(WebSocketChannel channel, int code, @Nullable Throwable cause) {
    if (events.state().channel() != channel) {
      abandon(upgradeOf(channel));
    } else if (cause == null) { // by the peer, whatever code it chose (EIO-74)
      events.closedByClient();
    } else {
      events.failed(
          code == 1009
              ? "a message was larger than maxPayload"
              : "the WebSocket broke with code " + code,
          cause);
    }
  }

  private void abandon(@Nullable Upgrade upgrade) {
    if (upgrade != null) {
      upgrade.abandon();
      events.enter(events.state().withoutUpgrade());
    }
  }

  /** What went out before has reached the client: it has stopped polling. */
  private void switchTo(Upgrade upgrade) {
    SessionState before = events.state();
    WebSocketChannel channel = upgrade.channel();
    upgrade.stop();
    events.enter(new OnWebSocket(channel));
    PollingTransport polling = before.polling();
    if (polling != null) {
      polling.release(); // EIO-59
    }
    if (before instanceof Closing closing) {
      closing.giveUp().cancel();
      events.upgradedToClose(channel);
    } else {
      events.upgraded(channel);
    }
  }
}
