package io.roomcast.transport.javawebsocket;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Bytes as they are. */
final class PlainWire implements Wire {
  private final Connection connection;

  PlainWire(Connection connection) {
    this.connection = connection;
  }

  @Override
  public boolean isSecure() {
    return false;
  }

  @Override
  public void resume() {}

  @Override
  public boolean wantsInput() {
    return connection.protocol().wantsInput();
  }

  @Override
  public void input(ByteBuffer bytes) {
    connection.protocol().input(bytes);
  }

  @Override
  public int parkedBytes() {
    return 0;
  }

  @Override
  public boolean endsAtOnce() {
    return false;
  }

  @Override
  public @Nullable Throwable truncation() {
    return null;
  }

  @Override
  public Progress write() throws IOException {
    ByteBuffer scratch = connection.loop().scratch();
    connection.out().peekInto(scratch);
    scratch.flip();
    if (!scratch.hasRemaining()) {
      return Progress.DONE;
    }
    int written = connection.channel().write(scratch);
    boolean full = scratch.hasRemaining();
    if (written > 0) {
      connection.onWritten(written);
    }
    return full ? Progress.FULL : Progress.MORE;
  }

  @Override
  public boolean endOutput() {
    return false;
  }

  @Override
  public void lastWords(boolean orderly) {}

  @Override
  public void closed() {}
}
