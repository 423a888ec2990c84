package io.roomcast.testkit.peer;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

/**
 * Frames on their way to {@link PeerWebSocket#next()}; for those who write a {@link Peer} of their
 * own. Thread-safe. Futures complete on the thread that calls {@link #add}.
 *
 * <pre>{@code
 * FrameInbox inbox = new FrameInbox();
 * CompletableFuture<PeerFrame> frame = inbox.next();
 * inbox.add(new PeerFrame.Text("hello"));
 * assertThat(frame).isCompletedWithValue(new PeerFrame.Text("hello"));
 * }</pre>
 */
public final class FrameInbox {
  private final Object lock = new Object();
  private final Deque<PeerFrame> frames = new ArrayDeque<>();
  private final Deque<CompletableFuture<PeerFrame>> waiting = new ArrayDeque<>();
  private boolean ended;

  /** Creates an empty inbox. */
  public FrameInbox() {}

  /**
   * Puts a frame in. After {@link PeerFrame.End} nothing is taken any more.
   *
   * @param frame the frame
   */
  public void add(PeerFrame frame) {
    Deque<CompletableFuture<PeerFrame>> ready = new ArrayDeque<>();
    synchronized (lock) {
      if (ended) {
        return;
      }
      if (frame instanceof PeerFrame.End) {
        ended = true;
        ready.addAll(waiting);
        waiting.clear();
      } else if (waiting.isEmpty()) {
        frames.add(frame);
      } else {
        ready.add(waiting.remove());
      }
    }
    ready.forEach(future -> future.complete(frame));
  }

  /**
   * Takes the next frame.
   *
   * @return completes with it, perhaps later
   */
  public CompletableFuture<PeerFrame> next() {
    synchronized (lock) {
      if (!frames.isEmpty()) {
        return CompletableFuture.completedFuture(frames.remove());
      }
      if (ended) {
        return CompletableFuture.completedFuture(new PeerFrame.End());
      }
      CompletableFuture<PeerFrame> future = new CompletableFuture<>();
      waiting.add(future);
      return future;
    }
  }
}
