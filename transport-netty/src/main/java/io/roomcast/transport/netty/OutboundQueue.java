package io.roomcast.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.roomcast.spi.transport.wire.WebSocketEndpoint;
import io.roomcast.transport.netty.Chunk.Copied;
import io.roomcast.transport.netty.Chunk.Piece;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What is to be written to one connection, in order, and how many bytes that are until the system
 * has taken them. Any thread adds; only the event loop writes.
 *
 * <p>Netty is given one batch at a time, of at most {@link #BATCH_BYTES}: so little more than that
 * is ever copied or encrypted for a client that does not read, and what is queued can be counted
 * and dropped here. Small chunks of a batch are copied into one buffer, since several of them cost
 * one system call then; shared frames, from {@link Chunk#SHARED_FROM} on, are written from the
 * buffer that all receivers share.
 */
final class OutboundQueue implements WebSocketEndpoint.Queue<Chunk> {
  /** The most that is given to Netty before the system has taken it. */
  static final int BATCH_BYTES = 64 * 1024;

  private final int lowWaterMark;
  private final int highWaterMark;
  private final Executor loop;

  private final ArrayDeque<Chunk> chunks = new ArrayDeque<>(2); // guarded by this

  // written under the lock
  private volatile boolean sealed;
  private volatile boolean writable = true;
  private volatile long bytes;

  // owned by the event loop
  private @Nullable Chunk current;
  private int offset;
  private int inFlight;
  private List<CompletableFuture<Void>> through = new ArrayList<>(0);

  /**
   * Creates it.
   *
   * @param loop the event loop, for what is to be done later
   */
  OutboundQueue(int lowWaterMark, int highWaterMark, Executor loop) {
    this.lowWaterMark = lowWaterMark;
    this.highWaterMark = highWaterMark;
    this.loop = loop;
  }

  // ---- any thread ----

  /** Appends; false if the queue takes no more. */
  @Override
  public synchronized boolean add(Chunk chunk) {
    if (sealed) {
      return false;
    }
    chunk.join();
    chunks.add(chunk);
    bytes += chunk.length();
    if (bytes >= highWaterMark) {
      writable = false;
    }
    return true;
  }

  /** Appends bytes of this connection alone. */
  boolean add(ByteBuffer buffer, @Nullable CompletableFuture<Void> written) {
    return add(new Piece(buffer, written));
  }

  /** Appends the last chunk that this queue takes; false if it was sealed before. */
  @Override
  public synchronized boolean addLast(Chunk chunk) {
    boolean added = add(chunk);
    sealed = true;
    return added;
  }

  /** Takes nothing more; what is queued stays. */
  @Override
  public synchronized void seal() {
    sealed = true;
  }

  @Override
  public boolean isWritable() {
    return writable && !sealed;
  }

  @Override
  public long bytes() {
    return bytes;
  }

  private synchronized @Nullable Chunk next() {
    return chunks.poll();
  }

  /** How much of what comes next is copied, up to a bound. */
  private synchronized int copiedAhead(int atMost) {
    int length = 0;
    for (Chunk chunk : chunks) {
      if (!(chunk instanceof Copied) || length >= atMost) {
        break;
      }
      length += Math.min(chunk.length(), atMost - length);
    }
    return length;
  }

  // ---- the event loop ----

  /** How many bytes the batch has that is under way; 0 if none is. */
  int inFlight() {
    return inFlight;
  }

  /**
   * Hands the next batch to Netty, without flushing it.
   *
   * @param whenTaken told when the system has taken all of it, or never will
   * @return false if nothing is queued
   */
  boolean write(ChannelHandlerContext context, ChannelFutureListener whenTaken) {
    int batch = 0;
    ByteBuf copies = null;
    ByteBuf last = null;
    try {
      while (batch < BATCH_BYTES) {
        Chunk chunk = current;
        if (chunk == null) {
          chunk = next();
          offset = 0;
          current = chunk;
        }
        if (chunk == null) {
          break;
        }
        int count = Math.min(chunk.length() - offset, BATCH_BYTES - batch);
        if (chunk instanceof Copied copied) {
          if (copies == null) {
            last = follow(context, last);
            int room = count + copiedAhead(BATCH_BYTES - batch - count);
            copies = context.alloc().directBuffer(room, BATCH_BYTES);
            last = copies;
          }
          copied.copyTo(copies, offset, count);
        } else if (chunk instanceof SharedFrame shared) {
          last = follow(context, last);
          copies = null;
          last = shared.slice(context.alloc(), offset, count);
        }
        batch += count;
        offset += count;
        if (offset == chunk.length()) {
          finish(chunk);
        }
      }
    } catch (Throwable t) {
      if (last != null) {
        last.release(); // the ones before are Netty's already
      }
      throw t;
    }
    if (last == null) {
      return false;
    }
    inFlight = batch;
    ChannelFuture unused = context.write(last).addListener(whenTaken);
    return true;
  }

  /** Writes what another buffer of the same batch follows; the last one tells how it went. */
  private static @Nullable ByteBuf follow(ChannelHandlerContext context, @Nullable ByteBuf before) {
    if (before != null) {
      ChannelFuture unused = context.write(before, context.voidPromise());
    }
    return null;
  }

  private void finish(Chunk chunk) {
    current = null;
    if (chunk instanceof Piece piece && piece.written() != null) {
      through.add(piece.written());
    }
    chunk.leave(loop);
  }

  /**
   * The batch has been taken.
   *
   * @param completed receives the futures of the pieces that are through
   * @return true if the queue has just become writable again
   */
  synchronized boolean taken(List<CompletableFuture<Void>> completed) {
    bytes -= inFlight;
    inFlight = 0;
    if (!through.isEmpty()) {
      completed.addAll(through);
      through = new ArrayList<>(0);
    }
    if (!writable && bytes <= lowWaterMark) {
      writable = true;
      return !sealed;
    }
    return false;
  }

  /** Drops everything; the futures returned will not complete by writing. */
  synchronized List<CompletableFuture<Void>> close() {
    sealed = true;
    bytes = 0;
    inFlight = 0;
    if (current != null) {
      finish(current);
    }
    for (Chunk chunk = chunks.poll(); chunk != null; chunk = chunks.poll()) {
      finish(chunk);
    }
    return through;
  }
}
