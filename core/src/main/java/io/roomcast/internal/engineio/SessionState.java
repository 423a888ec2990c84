package io.roomcast.internal.engineio;

import io.roomcast.engineio.TransportName;
import io.roomcast.internal.concurrent.Timers;
import java.util.Optional;
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

  /** The transport of polling requests; null where there are none. */
  default @Nullable PollingTransport polling() {
    return null;
  }

  /** Known by its id, but the client has not been told yet. */
  record Opening(TransportName transport, Optional<WebSocketChannel> channel)
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
  }

  /** Waits for a poll, or for the end of an upgrade, to deliver what is queued and the close. */
  record Closing(PollingTransport polling, Optional<Upgrade> upgrade, Timers.Timeout giveUp)
      implements SessionState {
    @Override
    public TransportName transport() {
      return TransportName.POLLING;
    }
  }

  /** Over. */
  record Closed(TransportName transport) implements SessionState {}
}
