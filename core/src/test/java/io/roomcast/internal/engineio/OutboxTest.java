package io.roomcast.internal.engineio;

import static io.roomcast.internal.engineio.EngineFixture.unit;
import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.engineio.EngineOptions;
import io.roomcast.engineio.SendResult;
import io.roomcast.internal.concurrent.Strand;
import io.roomcast.spi.transport.Burst;
import io.roomcast.spi.transport.TransportException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What goes to a client")
class OutboxTest {
  private final List<String> told = new ArrayList<>();
  private Outlet outlet = new BrokenOutlet();
  private final Strand strand = new Strand(failure -> told.add("task " + failure.getMessage()));
  private final Outbox outbox = new Outbox(strand, EngineOptions.defaults(), new Session());

  /** A transport that cannot even be asked. */
  private static final class BrokenOutlet implements Outlet {
    @Override
    public boolean isIdle() {
      throw new IllegalStateException("on purpose");
    }

    @Override
    public long bytesInside() {
      throw new IllegalStateException("on purpose");
    }

    @Override
    public boolean hasRoom() {
      throw new IllegalStateException("on purpose");
    }

    @Override
    public boolean offer(List<EngineMessage> unit) {
      return true;
    }

    @Override
    public void drain(WriteBuffer buffer) {}

    @Override
    public void sendFirst(EngineMessage packet, WriteBuffer buffer) {}
  }

  /** A transport that is full at first, and has less and less each time it is asked. */
  private static final class EmptyingOutlet implements Outlet {
    private long inside;

    EmptyingOutlet(long inside) {
      this.inside = inside;
    }

    @Override
    public boolean isIdle() {
      return false;
    }

    @Override
    public long bytesInside() {
      long now = inside;
      inside = 0;
      return now;
    }

    @Override
    public boolean hasRoom() {
      return false;
    }

    @Override
    public boolean offer(List<EngineMessage> unit) {
      return false;
    }

    @Override
    public void drain(WriteBuffer buffer) {}

    @Override
    public void sendFirst(EngineMessage packet, WriteBuffer buffer) {}
  }

  /** A transport that takes all at once, and is woken for it. */
  private record ReadyOutlet(Runnable wakeUp) implements Outlet {
    @Override
    public boolean isIdle() {
      return true;
    }

    @Override
    public long bytesInside() {
      return 0;
    }

    @Override
    public boolean hasRoom() {
      return true;
    }

    @Override
    public boolean offer(List<EngineMessage> unit) {
      return Burst.putOffWriting(wakeUp);
    }

    @Override
    public void drain(WriteBuffer buffer) {}

    @Override
    public void sendFirst(EngineMessage packet, WriteBuffer buffer) {}
  }

  private final class Session implements Outbox.Events {
    @Override
    public Outlet outlet() {
      return outlet;
    }

    @Override
    public void accepted(List<EngineMessage> unit) {
      told.add("accepted");
    }

    @Override
    public void drained() {}

    @Override
    public void writableAgain() {}

    @Override
    public void overflow(String option, TransportException what) {
      told.add("overflow " + option);
    }

    @Override
    public void limitReached(String option) {}

    @Override
    public void broken(Throwable failure) {
      told.add("broken " + failure.getMessage());
    }
  }

  private final class Noted implements Placement {
    @Override
    public void taken() {
      told.add("taken");
    }

    @Override
    public void lost() {
      told.add("lost");
    }
  }

  @Test
  @DisplayName("a unit is lost where the transport fails to say whether it has room")
  void lost() {
    assertThat(outbox.send(unit("a"), SendMode.RELIABLE, new Noted())).isEqualTo(SendResult.CLOSED);
    assertThat(outbox.send(unit("b"), SendMode.VOLATILE, new Noted())).isEqualTo(SendResult.CLOSED);
    assertThat(told).containsExactly("lost", "broken on purpose", "lost", "broken on purpose");
  }

  @Test
  @DisplayName("EIO-71 what is volatile does not wait for what follows it in a burst")
  void hastened() {
    outlet = new ReadyOutlet(() -> told.add("woken"));
    Burst burst = Burst.beginSending();
    outbox.send(unit("a"), SendMode.RELIABLE, new Noted());
    burst.stepDone();
    outbox.send(unit("b"), SendMode.VOLATILE, new Noted());
    assertThat(told).doesNotContain("woken");
    burst.stepDone();
    assertThat(told).endsWith("woken");
    burst.end();
  }

  @Test
  @DisplayName("so is one that had waited for its turn")
  void lost_in_turn() {
    assertThat(strand.tryEnter()).isTrue();
    assertThat(outbox.send(unit("a"), SendMode.RELIABLE, new Noted())).isEqualTo(SendResult.QUEUED);
    assertThat(told).isEmpty();
    strand.exit();
    assertThat(told).containsExactly("lost", "task on purpose");
    assertThat(outbox.waitingBytes()).isZero();
  }

  @Test
  @DisplayName("the limit that it exceeds is named by what it was when that was decided")
  void named() {
    outlet = new EmptyingOutlet(EngineOptions.defaults().maxQueuedBytes());
    assertThat(outbox.send(unit("a"), SendMode.RELIABLE, new Noted())).isEqualTo(SendResult.CLOSED);
    assertThat(told).containsExactly("lost", "overflow maxQueuedBytes");
  }
}
