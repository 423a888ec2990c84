package io.roomcast.internal.engineio;

import io.roomcast.internal.concurrent.Strand;
import io.roomcast.internal.engineio.SessionState.OnWebSocket;
import java.util.function.Supplier;

/**
 * Whether a session is read. Where it is not, a WebSocket stops reading and the answer to a POST is
 * held back, whichever the session is on at the moment. Any thread may turn it on and off; what
 * follows is done on the strand.
 */
final class ReadSwitch {
  private final Strand strand;
  private final Heartbeat heartbeat;
  private final Supplier<SessionState> state;
  private volatile boolean on = true;

  ReadSwitch(Strand strand, Heartbeat heartbeat, Supplier<SessionState> state) {
    this.strand = strand;
    this.heartbeat = heartbeat;
    this.state = state;
  }

  boolean isOn() {
    return on;
  }

  void turn(boolean wanted) {
    on = wanted; // at once, so that the POST that is being processed pauses
    strand.execute(this::apply);
  }

  private void apply() {
    boolean wanted = on;
    heartbeat.listening(wanted);
    SessionState now = state.get();
    PollingTransport polling = now.polling();
    if (now instanceof OnWebSocket onWebSocket) {
      onWebSocket.channel().readable(wanted);
    } else if (wanted && polling != null) {
      polling.resume();
    }
  }

  /** The session has moved to a WebSocket, which reads by itself. */
  void moved(WebSocketChannel channel) {
    if (!on) {
      channel.readable(false);
    }
  }
}
