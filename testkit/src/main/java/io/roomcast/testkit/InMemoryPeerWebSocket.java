package io.roomcast.testkit;

import io.roomcast.testkit.peer.FrameInbox;
import io.roomcast.testkit.peer.PeerDisconnectedException;
import io.roomcast.testkit.peer.PeerFrame;
import io.roomcast.testkit.peer.PeerResponse;
import io.roomcast.testkit.peer.PeerWebSocket;
import io.roomcast.testkit.peer.UpgradeRefusedException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The client's end of a WebSocket. */
final class InMemoryPeerWebSocket implements PeerWebSocket {
  private final InMemoryConnection connection;
  private final FrameInbox inbox = new FrameInbox();
  private final CompletableFuture<PeerResponse> opened = new CompletableFuture<>();

  InMemoryPeerWebSocket(InMemoryConnection connection) {
    this.connection = connection;
  }

  @Override
  public CompletableFuture<PeerResponse> opened() {
    return opened.copy();
  }

  @Override
  public void sendText(String text) {
    sendFragments(true, List.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public void sendBinary(byte[] bytes) {
    sendFragments(false, List.of(bytes));
  }

  @Override
  public void sendFragments(boolean text, List<byte[]> fragments) {
    connection.send(
        new InMemoryInbound.Message(text, fragments.stream().map(byte[]::clone).toList()));
  }

  @Override
  public CompletableFuture<PeerFrame> next() {
    return inbox.next();
  }

  @Override
  public void stopReading() {
    connection.stopReading();
  }

  @Override
  public void startReading() {
    connection.startReading();
  }

  @Override
  public void close(int code, String reason) {
    connection.send(new InMemoryInbound.Close(code, reason));
  }

  @Override
  public void abort() {
    connection.abort();
  }

  @Override
  public void close() {
    connection.close();
  }

  void opened(PeerResponse response) {
    opened.complete(response);
  }

  void refused(PeerResponse response) {
    opened.completeExceptionally(new UpgradeRefusedException(response));
    inbox.add(new PeerFrame.End());
  }

  void deliver(PeerFrame frame) {
    inbox.add(frame);
  }

  void ended() {
    opened.completeExceptionally(
        new PeerDisconnectedException("the connection ended before the upgrade was answered"));
    inbox.add(new PeerFrame.End());
  }
}
