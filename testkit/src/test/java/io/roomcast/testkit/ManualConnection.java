package io.roomcast.testkit;

import io.roomcast.spi.transport.Headers;
import io.roomcast.testkit.peer.FrameInbox;
import io.roomcast.testkit.peer.Peer;
import io.roomcast.testkit.peer.PeerConnection;
import io.roomcast.testkit.peer.PeerExchange;
import io.roomcast.testkit.peer.PeerFrame;
import io.roomcast.testkit.peer.PeerRequest;
import io.roomcast.testkit.peer.PeerResponse;
import io.roomcast.testkit.peer.PeerWebSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A connection on which the test is the server. */
final class ManualConnection implements Peer, PeerConnection, PeerWebSocket {

  /** One after the other. */
  record Each(Deque<ManualConnection> connections) implements Peer {
    @Override
    public PeerConnection connect() {
      return connections.remove();
    }

    @Override
    public void close() {}
  }

  /** Requests without an answer. */
  final Deque<CompletableFuture<PeerResponse>> waiting = new ArrayDeque<>();

  /** What was sent over the WebSocket. */
  final List<String> sent = new ArrayList<>();

  private final FrameInbox frames = new FrameInbox();

  void answer(String body) {
    waiting
        .remove()
        .complete(new PeerResponse(200, Headers.none(), body.getBytes(StandardCharsets.UTF_8)));
  }

  /** A message arrives over the WebSocket. */
  void message(String text) {
    frames.add(new PeerFrame.Text(text));
  }

  @Override
  public PeerConnection connect() {
    return this;
  }

  @Override
  public CompletableFuture<PeerResponse> send(PeerRequest request) {
    CompletableFuture<PeerResponse> response = new CompletableFuture<>();
    waiting.add(response);
    return response;
  }

  @Override
  public PeerExchange open(PeerRequest head) {
    throw new UnsupportedOperationException();
  }

  @Override
  public PeerWebSocket upgrade(PeerRequest request) {
    return this;
  }

  @Override
  public CompletableFuture<PeerResponse> opened() {
    return CompletableFuture.completedFuture(new PeerResponse(101, Headers.none(), new byte[0]));
  }

  @Override
  public void sendText(String text) {
    sent.add(text);
  }

  @Override
  public void sendBinary(byte[] bytes) {
    sent.add(bytes.length + " bytes");
  }

  @Override
  public void sendFragments(boolean text, List<byte[]> fragments) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<PeerFrame> next() {
    return frames.next();
  }

  @Override
  public void close(int code, String reason) {
    sent.add("close");
  }

  @Override
  public void stopReading() {}

  @Override
  public void startReading() {}

  @Override
  public CompletableFuture<Void> ended() {
    return new CompletableFuture<>();
  }

  @Override
  public void abort() {
    sent.add("abort");
  }

  @Override
  public void close() {}
}
