package io.roomcast.bench.load;

import org.jspecify.annotations.Nullable;

/** A client that polls. It listens only. */
final class PollingClient extends Client {
  private final LoadLoop loop;
  private @Nullable PollingEntry entry;

  PollingClient(LoadLoop loop, int number, Inbox inbox) {
    super(number, inbox);
    this.loop = loop;
  }

  @Override
  void open() {
    PollingEntry opened =
        new PollingEntry(loop, this::enter, reason -> inbox().onGone(this, reason));
    entry = opened;
    opened.open();
  }

  private void enter(PollingEntry entered) {
    entered.goOn(() -> inbox().onHeartbeat(this));
    inbox().onReady(this);
  }

  @Override
  void send(byte[]... texts) {
    throw new UnsupportedOperationException("a polling client listens only");
  }

  @Override
  void close() {
    if (entry != null) {
      entry.close();
    }
  }
}
