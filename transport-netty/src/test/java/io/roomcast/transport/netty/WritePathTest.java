package io.roomcast.transport.netty;

import static io.roomcast.transport.netty.Scene.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.EventExecutor;
import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.OutboundMessage;
import io.roomcast.testkit.peer.PeerFrame;
import io.roomcast.testkit.peer.SocketPeer;
import io.roomcast.transport.netty.Scene.Open;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Writing")
class WritePathTest {
  private static final int LOOPS = 2;

  private final AtomicInteger tasksFromOutside = new AtomicInteger();
  private final AtomicInteger tasksFromInside = new AtomicInteger();
  private final BlockingQueue<Exchange> requests = new LinkedBlockingQueue<>();
  private final Queue<WireTap> taps = new ConcurrentLinkedQueue<>();
  private EventLoopGroup group;
  private EmbeddedNettyTransport transport;
  private Channel listening;
  private SocketPeer peer;

  /** An event loop that counts what it is given to do. */
  private final class CountingLoop extends SingleThreadIoEventLoop {
    CountingLoop(MultiThreadIoEventLoopGroup parent, Executor executor, IoHandlerFactory io) {
      super(parent, executor, io);
    }

    @Override
    public void execute(Runnable task) {
      (inEventLoop() ? tasksFromInside : tasksFromOutside).incrementAndGet();
      super.execute(task);
    }
  }

  @BeforeEach
  void start() throws Exception {
    group =
        new MultiThreadIoEventLoopGroup(LOOPS, NioIoHandler.newFactory()) {
          @Override
          protected IoEventLoop newChild(Executor executor, IoHandlerFactory io, Object... args) {
            return new CountingLoop(this, executor, io);
          }
        };
    transport = NettyTransport.embedded();
    await(transport.start(requests::add, Limits.defaults()));
    listening =
        Scene.listen(
            group,
            () -> {
              WireTap tap = new WireTap();
              taps.add(tap);
              return new ChannelHandler[] {tap, transport.handler()};
            });
    peer = SocketPeer.of((InetSocketAddress) listening.localAddress());
  }

  @AfterEach
  void stop() throws Exception {
    peer.close();
    listening.close().syncUninterruptibly();
    await(transport.stop(Duration.ZERO));
    group.shutdownGracefully(0, 20, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private Open open() throws Exception {
    return Scene.open(peer, requests);
  }

  /** The tap of the latest connection, without what the opening handshake wrote. */
  private WireTap tap() {
    WireTap latest = new ArrayList<>(taps).get(taps.size() - 1);
    latest.take();
    return latest;
  }

  @Test
  @DisplayName("several messages that wait for one connection leave in one system call")
  void coalesces() throws Exception {
    Open open = open();
    WireTap tap = tap();
    CountDownLatch release = Scene.block(tap.channel.eventLoop());
    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      open.server().send(OutboundMessage.text("m" + i));
      expected.append("\u0081\u0002m").append(i);
    }
    assertThat(open.server().queuedBytes()).isEqualTo(40);
    release.countDown();
    for (int i = 0; i < 10; i++) {
      assertThat(await(open.client().next())).isEqualTo(new PeerFrame.Text("m" + i));
    }
    List<WireTap.Flush> flushes = tap.take();
    assertThat(flushes).hasSize(1);
    assertThat(flushes.get(0).bytes()).isEqualTo(expected.toString());
    assertThat(flushes.get(0).addresses()).as("buffers").hasSize(1);
  }

  @Test
  @DisplayName("what a listener sends in one pass of its event loop leaves in one system call")
  void coalescesOnTheLoop() throws Exception {
    Open open = open();
    WireTap tap = tap();
    open.listener().reaction =
        text -> {
          for (int i = 0; i < 3; i++) {
            open.server().send(OutboundMessage.text(text + i));
          }
        };
    CountDownLatch release = Scene.block(tap.channel.eventLoop());
    open.client().sendText("a");
    int before = tasksFromOutside.get();
    release.countDown();
    for (int i = 0; i < 3; i++) {
      assertThat(await(open.client().next())).isEqualTo(new PeerFrame.Text("a" + i));
    }
    assertThat(tap.take()).hasSize(1);
    assertThat(tasksFromOutside).as("no other thread was needed").hasValue(before);
  }

  @Test
  @DisplayName("a broadcast from another thread costs one task per event loop, not one per client")
  void oneTaskPerLoop() throws Exception {
    List<Open> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      all.add(open());
    }
    List<CountDownLatch> releases = new ArrayList<>();
    for (EventExecutor loop : group) {
      releases.add(Scene.block(loop));
    }
    int before = tasksFromOutside.get();
    for (int round = 0; round < 3; round++) {
      OutboundMessage message = OutboundMessage.text("round " + round);
      all.forEach(open -> open.server().send(message));
    }
    assertThat(tasksFromOutside).hasValue(before + LOOPS);
    releases.forEach(CountDownLatch::countDown);
    for (Open open : all) {
      for (int round = 0; round < 3; round++) {
        assertThat(await(open.client().next())).isEqualTo(new PeerFrame.Text("round " + round));
      }
    }
  }

  @Test
  @DisplayName("what is sent while the event loop writes for others is not left behind")
  void noLostWakeUp() throws Exception {
    Open first = open();
    Open second = open();
    for (int i = 0; i < 5000; i++) {
      first.server().send(OutboundMessage.text("a" + i));
      second.server().send(OutboundMessage.text("b" + i));
      // each pair is sent when the one before has arrived: one that is left behind stalls the test
      assertThat(await(first.client().next())).isEqualTo(new PeerFrame.Text("a" + i));
      assertThat(await(second.client().next())).isEqualTo(new PeerFrame.Text("b" + i));
    }
  }

  @Test
  @DisplayName("a large message is written to all receivers from one buffer, given back at the end")
  void sharesLargeFrames() throws Exception {
    List<Open> all = new ArrayList<>();
    List<WireTap> taps = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      all.add(open());
      taps.add(tap());
    }
    List<CountDownLatch> releases = new ArrayList<>();
    for (EventExecutor loop : group) {
      releases.add(Scene.block(loop));
    }
    OutboundMessage message = OutboundMessage.binary(ByteBuffer.wrap(new byte[20_000]));
    for (Open open : all) {
      open.server().send(OutboundMessage.text("before"));
      open.server().send(message);
      open.server().send(OutboundMessage.text("after"));
    }
    SharedFrame frame = (SharedFrame) WebSocketProtocol.FRAMES.of(message);
    releases.forEach(CountDownLatch::countDown);
    List<Long> addresses = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      for (int frames = 0; frames < 3; frames++) {
        await(all.get(i).client().next());
      }
      List<WireTap.Flush> flushes = taps.get(i).take();
      assertThat(flushes).as("gathered into one system call").hasSize(1);
      assertThat(flushes.get(0).addresses()).hasSize(3);
      addresses.add(flushes.get(0).addresses().get(1));
    }
    assertThat(addresses).as("where the frame was in memory").containsOnly(addresses.get(0));
    Awaitility.await().until(() -> !frame.isBuffered());
  }

  @Test
  @DisplayName("a large message whose receivers go away before they read it is given back, too")
  void givesBackUnread() throws Exception {
    OutboundMessage message = OutboundMessage.binary(ByteBuffer.wrap(new byte[30_000_000]));
    SharedFrame frame = (SharedFrame) WebSocketProtocol.FRAMES.of(message);
    List<Open> all = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Open open = open();
      open.client().stopReading();
      open.server().send(message);
      all.add(open);
    }
    Awaitility.await().until(frame::isBuffered);
    all.get(0).server().terminate();
    all.get(1).client().abort();
    await(all.get(0).listener().closed);
    await(all.get(1).listener().closed);
    assertThat(frame.isBuffered()).isTrue();
    await(transport.stop(Duration.ZERO));
    await(all.get(2).listener().closed);
    Awaitility.await().until(() -> !frame.isBuffered());
  }

  @Test
  @DisplayName("a client that does not read holds little more than one batch outside the queue")
  void boundsWhatNettyHolds() throws Exception {
    Open open = open();
    WireTap tap = tap();
    open.client().stopReading();
    for (int i = 0; i < 500; i++) {
      open.server().send(OutboundMessage.text("x".repeat(40_000)));
    }
    Awaitility.await()
        .until(() -> tap.channel.unsafe().outboundBuffer().totalPendingWriteBytes() > 0);
    assertThat(tap.channel.unsafe().outboundBuffer().totalPendingWriteBytes())
        .isLessThan(2L * OutboundQueue.BATCH_BYTES);
    assertThat(open.server().queuedBytes()).isGreaterThan(5_000_000);
  }

  @Test
  @DisplayName("an idle WebSocket keeps no HTTP handler, and nothing parked")
  void idleIsCheap() throws Exception {
    open();
    Channel channel = tap().channel;
    // the client is in with the 101; the rest of the change may still be under way
    Awaitility.await().until(() -> channel.pipeline().get(RequestDecoder.class) == null);
    Connection connection = channel.pipeline().get(Intake.class).connection();
    Awaitility.await().until(() -> connection.protocol() instanceof WebSocketProtocol);
    assertThat(connection.protocol().parkedBytes()).isZero();
    Awaitility.await("no deadline").until(() -> !connection.expires());
    assertThat(channel.pipeline().names()).hasSize(3); // the tap, the connection, and Netty's tail
  }
}
