package io.roomcast.testkit;

import io.roomcast.spi.codec.Message;
import io.roomcast.spi.transport.Headers;
import io.roomcast.testkit.peer.Peer;
import io.roomcast.testkit.peer.PeerConnection;
import io.roomcast.testkit.peer.PeerDisconnectedException;
import io.roomcast.testkit.peer.PeerRequest;
import io.roomcast.testkit.peer.PeerResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Packets over long-polling: one GET waits on one connection, POSTs go one after the other on a
 * second one. Requests are made and answers handled without the lock.
 */
final class PollingLink implements EngineLink {
  private static final char SEPARATOR = '\u001e';

  private final PeerConnection polls;
  private final PeerConnection posts;
  private final Peer peer;
  private final String target;
  private final Headers headers;
  private final int maxPayload;
  private final Receiver receiver;

  private final Object lock = new Object();
  private final Deque<Message> queue = new ArrayDeque<>();
  private final CompletableFuture<Void> paused = new CompletableFuture<>();
  private Poll poll = Poll.NONE;
  private boolean posting;
  private boolean pausing;
  private boolean leaving;
  private boolean over;
  private boolean aborted;

  private enum Poll {
    NONE,
    WAITING,
    /** What it brought is being received. */
    ANSWERED
  }

  /** {@code polls} is the connection of the handshake. */
  PollingLink(
      PeerConnection polls,
      Peer peer,
      String target,
      Headers headers,
      int maxPayload,
      Receiver receiver) {
    this.polls = polls;
    this.posts = peer.connect();
    this.peer = peer;
    this.target = target;
    this.headers = headers;
    this.maxPayload = maxPayload;
    this.receiver = receiver;
  }

  /** Begins to receive. */
  void start() {
    synchronized (lock) {
      poll = pausing || leaving || over ? Poll.NONE : Poll.WAITING;
      if (poll == Poll.NONE) {
        settlePause();
        return;
      }
    }
    var unused = polls.send(PeerRequest.get(target).headers(headers)).whenComplete(this::polled);
  }

  /**
   * Stops polling and posting, for an upgrade; completes when nothing is under way and all that
   * came has been received.
   */
  CompletableFuture<Void> pause() {
    synchronized (lock) {
      pausing = true;
      settlePause();
    }
    return paused;
  }

  /** What was not posted because of a pause. */
  List<Message> unsent() {
    synchronized (lock) {
      List<Message> left = List.copyOf(queue);
      queue.clear();
      return left;
    }
  }

  @Override
  public void send(List<Message> packets) {
    synchronized (lock) {
      queue.addAll(packets);
    }
    post();
  }

  /** Says goodbye behind what was sent before; what still comes is of no interest. */
  void leave() {
    synchronized (lock) {
      leaving = true;
    }
    send(List.of(new Message.Text("1")));
  }

  /** Nothing is to be sent or received any more: after an upgrade, or at the end. */
  void retire() {
    synchronized (lock) {
      over = true;
      queue.clear();
    }
    polls.close();
    posts.close();
  }

  /** Breaks a poll off, which is how a server notices at once that a polling client has gone. */
  @Override
  public void abort() {
    boolean waiting;
    synchronized (lock) {
      over = true;
      aborted = true;
      queue.clear();
      waiting = poll == Poll.WAITING;
    }
    polls.abort();
    posts.abort();
    if (!waiting) {
      breakOff();
    }
  }

  private void breakOff() {
    PeerConnection connection;
    try {
      connection = peer.connect();
    } catch (PeerDisconnectedException stopped) {
      return; // there is no server left to notice
    }
    var unused =
        connection
            .send(PeerRequest.get(target).headers(headers))
            .thenAccept(
                response -> {
                  if (response.status() == 200) {
                    breakOff(); // it was answered before it could be broken off
                  }
                });
    connection.abort();
  }

  static List<Message> decode(String payload) {
    List<Message> packets = new ArrayList<>();
    int begin = 0;
    while (begin <= payload.length()) {
      int end = payload.indexOf(SEPARATOR, begin);
      String packet = payload.substring(begin, end < 0 ? payload.length() : end);
      packets.add(
          packet.startsWith("b")
              ? new Message.Binary(ByteBuffer.wrap(Base64.getDecoder().decode(packet.substring(1))))
              : new Message.Text(packet));
      begin = end < 0 ? payload.length() + 1 : end + 1;
    }
    return packets;
  }

  private static String encode(Message packet) {
    if (packet instanceof Message.Binary binary) {
      return "b" + Base64.getEncoder().encodeToString(WebSocketLink.bytes(binary.bytes()));
    }
    return ((Message.Text) packet).text();
  }

  private void polled(@Nullable PeerResponse response, @Nullable Throwable failure) {
    boolean ignored;
    boolean unnoticed;
    synchronized (lock) {
      ignored = over;
      poll = ignored ? Poll.NONE : Poll.ANSWERED;
      // the server may have answered it before it could be broken off
      unnoticed = aborted && (response == null || response.status() == 200);
    }
    if (unnoticed) {
      breakOff();
    }
    if (ignored) {
      return;
    }
    if (response == null || response.status() != 200) {
      lost("polling", response, failure);
      return;
    }
    // where the server ends the session, the receiver retires this
    decode(response.bodyText()).forEach(receiver::onPacket);
    start();
  }

  private void post() {
    String payload;
    synchronized (lock) {
      if (posting || pausing || over || queue.isEmpty()) {
        return;
      }
      posting = true;
      payload = nextPayload();
    }
    var unused =
        posts
            .send(
                PeerRequest.post(target, payload)
                    .headers(headers.plus(Headers.of("Content-Type", "text/plain; charset=UTF-8"))))
            .whenComplete(this::posted);
  }

  /** As many packets as the server takes in one body. */
  private String nextPayload() {
    StringBuilder payload = new StringBuilder();
    int bytes = 0;
    while (!queue.isEmpty()) {
      String packet = encode(queue.element());
      bytes += packet.getBytes(StandardCharsets.UTF_8).length + 1;
      if (!payload.isEmpty()) {
        if (bytes > maxPayload) {
          break;
        }
        payload.append(SEPARATOR);
      }
      payload.append(packet);
      queue.remove();
    }
    return payload.toString();
  }

  private void posted(@Nullable PeerResponse response, @Nullable Throwable failure) {
    boolean left;
    synchronized (lock) {
      posting = false;
      if (over) {
        return;
      }
      left = leaving && queue.isEmpty();
      settlePause();
    }
    if (response == null || response.status() != 200) {
      lost("posting", response, failure);
    } else if (left) {
      retire();
    } else {
      post();
    }
  }

  private void settlePause() {
    if (pausing && poll == Poll.NONE && !posting) {
      paused.complete(null);
    }
  }

  /** One request has failed, so what else is under way is broken off, as browsers do. */
  private void lost(String what, @Nullable PeerResponse response, @Nullable Throwable failure) {
    abort();
    receiver.onLost(
        "transport error: " + what + " was answered " + (response == null ? failure : response));
  }
}
