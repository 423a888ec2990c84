package io.roomcast.spi.adapter;

import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.Packet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Gathers the answers of this server's sockets, where there is nobody else to ask. */
final class LocalAcks implements AckCollector {
  private final CompletableFuture<Replies<Arguments>> replies = new CompletableFuture<>();
  private final List<Arguments> answers = new ArrayList<>(); // guarded by this, as all that follows
  private final Set<String> silent = new HashSet<>();
  private int missing;

  private LocalAcks() {}

  static CompletionStage<Replies<Arguments>> gather(
      LocalRooms local, Packet packet, Selection selection, EmitFlags flags, Duration timeout) {
    LocalAcks acks = new LocalAcks();
    local.broadcastWithAck(packet, selection, flags, timeout, acks);
    return acks.replies;
  }

  @Override
  public void expected(Set<String> sockets) {
    synchronized (this) {
      missing = sockets.size();
    }
    completeIfOver();
  }

  @Override
  public void answered(String socket, Arguments answer) {
    synchronized (this) {
      answers.add(answer);
      missing--;
    }
    completeIfOver();
  }

  @Override
  public void silent(String socket) {
    synchronized (this) {
      silent.add(socket);
      missing--;
    }
    completeIfOver();
  }

  private void completeIfOver() {
    Replies<Arguments> all;
    synchronized (this) {
      if (missing > 0) {
        return;
      }
      all = new Replies<>(answers, silent, Set.of());
    }
    replies.complete(all);
  }
}
