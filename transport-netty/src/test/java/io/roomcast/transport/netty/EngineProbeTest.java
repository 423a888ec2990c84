package io.roomcast.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The question whether an engine of TLS has failed")
class EngineProbeTest {
  private final List<ChannelPromise> written = new ArrayList<>();
  private final List<Throwable> failures = new ArrayList<>();
  private final EmbeddedChannel channel =
      new EmbeddedChannel(
          new ChannelOutboundHandlerAdapter() {
            @Override
            public void write(ChannelHandlerContext context, Object bytes, ChannelPromise promise) {
              written.add(promise); // as behind what a client does not read
            }
          },
          new ChannelInboundHandlerAdapter());
  private final EngineProbe probe =
      new EngineProbe(channel.pipeline().lastContext(), failures::add);

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  @Test
  @DisplayName("waits alone, however often it comes up, and is asked once more after the answer")
  void oneAtATime() {
    for (int i = 0; i < 1000; i++) {
      probe.ask();
    }
    assertThat(written).hasSize(1);
    written.get(0).setSuccess();
    channel.runPendingTasks();
    assertThat(written).hasSize(2);
    written.get(1).setSuccess();
    channel.runPendingTasks();
    assertThat(written).hasSize(2);
    assertThat(failures).isEmpty();
    probe.ask();
    assertThat(written).hasSize(3);
  }

  @Test
  @DisplayName("hands on what the engine has met, and is not asked again")
  void failure() {
    SSLException met = new SSLException("for this test");
    probe.ask();
    probe.ask();
    written.get(0).setFailure(met);
    channel.runPendingTasks();
    assertThat(failures).containsExactly(met);
    assertThat(written).hasSize(1);
  }
}
