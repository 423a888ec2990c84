package io.roomcast.internal.engineio;

import io.roomcast.engineio.TransportName;
import io.roomcast.internal.concurrent.Timers;
import java.util.Optional;

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

  /** Whether messages are accepted, in both directions. */
  default boolean open() {
    return true;
  }

  /** Known by its id, but the client has not been told yet. */
  record Opening(TransportName transport, Optional<WebSocketChannel> channel)
      implements SessionState {
    @Override
    public boolean open() {
      return false;
    }
  }

  /** Open, on long-polling. */
  record OnPolling(PollingTransport polling) implements SessionState {
    @Override
    public TransportName transport() {
      return TransportName.POLLING;
    }
  }

  /** Open, still on long-polling, while a WebSocket is being probed. */
  record Upgrading(PollingTransport polling, Upgrade upgrade) implements SessionState {
    @Override
    public TransportName transport() {
      return TransportName.POLLING;
    }
  }

  /** Open, on a WebSocket. */
  record OnWebSocket(WebSocketChannel channel) implements SessionState {
    @Override
    public TransportName transport() {
      return TransportName.WEBSOCKET;
    }
  }

  /** Waits for a poll, or for the end of an upgrade, to deliver what is queued and the close. */
  record Closing(PollingTransport polling, Optional<Upgrade> upgrade, Timers.Timeout giveUp)
      implements SessionState {
    @Override
    public TransportName transport() {
      return TransportName.POLLING;
    }

    @Override
    public boolean open() {
      return false;
    }
  }

  /** Over. */
  record Closed(TransportName transport) implements SessionState {
    @Override
    public boolean open() {
      return false;
    }
  }
}
