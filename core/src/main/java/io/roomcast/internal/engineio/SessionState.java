package io.roomcast.internal.engineio;

import io.roomcast.engineio.TransportName;
import io.roomcast.internal.concurrent.Timers;
import org.jspecify.annotations.Nullable;

/**
 * Where a session stands, with what belongs to it there and nowhere else.
 *
 * <pre>
 * Opening ──► OnPolling ◄──► Upgrading ──► OnWebSocket      all of them ──► Closed
 *    │            └──► Closing ◄──┘             ▲
 *    └──────────────────────────────────────────┘
 * </pre>
 */
sealed interface SessionState {

  /** The transport in use. */
  TransportName transport();

  /** Where messages go; null where none are accepted, in either direction. */
  default @Nullable Outlet outlet() {
    return null;
  }

  /** What takes requests; null where there are to be none. */
  default @Nullable PollingTransport polling() {
    return null;
  }

  /** The WebSocket that is, or is about to be, the session's transport; null where it is not. */
  default @Nullable WebSocketChannel channel() {
    return null;
  }

  /** The attempt of a WebSocket to take over; null where there is none. */
  default @Nullable Upgrade upgrade() {
    return null;
  }

  /** The same without an upgrade. */
  default SessionState withoutUpgrade() {
    return this;
  }

  /** Ends all that belongs to it. */
  default void release() {}

  /** Known by its id, but the client has not been told yet. */
  record Opening(TransportName transport, @Nullable WebSocketChannel channel)
      implements SessionState {}

  /** Open, on long-polling. */
  record OnPolling(PollingTransport polling) implements SessionState {
    @Override
    public TransportName transport() {
      return TransportName.POLLING;
    }

    @Override
    public Outlet outlet() {
      return polling;
    }

    @Override
    public void release() {
      polling.release();
    }
  }

  /** Open, still on long-polling, while a WebSocket is being probed. */
  record Upgrading(PollingTransport polling, Upgrade upgrade) implements SessionState {
    @Override
    public TransportName transport() {
      return TransportName.POLLING;
    }

    @Override
    public Outlet outlet() {
      return polling;
    }

    @Override
    public SessionState withoutUpgrade() {
      return new OnPolling(polling);
    }

    @Override
    public void release() {
      polling.release();
      upgrade.abandon();
    }
  }

  /** Open, on a WebSocket. */
  record OnWebSocket(WebSocketChannel channel) implements SessionState {
    @Override
    public TransportName transport() {
      return TransportName.WEBSOCKET;
    }

    @Override
    public Outlet outlet() {
      return channel;
    }

    @Override
    public void release() {
      channel.close();
    }
  }

  /** Waits for a poll, or for the end of an upgrade, to deliver what is queued and the close. */
  record Closing(PollingTransport polling, @Nullable Upgrade upgrade, Timers.Timeout giveUp)
      implements SessionState {
    @Override
    public TransportName transport() {
      return TransportName.POLLING;
    }

    @Override
    public SessionState withoutUpgrade() {
      return new Closing(polling, null, giveUp);
    }

    @Override
    public void release() {
      giveUp.cancel();
      polling.release();
      if (upgrade != null) {
        upgrade.abandon();
      }
    }
  }

  /** Over. */
  record Closed(TransportName transport) implements SessionState {}
}
