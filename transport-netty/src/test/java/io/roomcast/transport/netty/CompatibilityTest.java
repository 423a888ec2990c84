package io.roomcast.transport.netty;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import io.roomcast.spi.transport.Transport;
import io.roomcast.testkit.transport.HttpTransportCompatibilityKit;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

@DisplayName("The Netty transport keeps the promises of the SPI")
class CompatibilityTest {

  abstract static class Kit extends HttpTransportCompatibilityKit {
    private final NettyIo io;

    Kit(NettyIo io) {
      this.io = io;
    }

    @Override
    protected Transport createTransport(InetSocketAddress address) {
      return NettyTransport.on(address).withIo(io);
    }

    @Override
    protected boolean negotiatesDeflate() {
      return true;
    }

    @Override
    protected Optional<Transport> secureTransport(SSLContext context) {
      InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      return Optional.of(NettyTransport.on(any).withIo(io).withTls(context));
    }
  }

  @Nested
  @DisplayName("on the JDK's selectors")
  class OnNio extends Kit {
    OnNio() {
      super(NettyIo.NIO);
    }
  }

  @Nested
  @DisplayName("on epoll")
  class OnEpoll extends Kit {
    OnEpoll() {
      super(NettyIo.EPOLL);
    }

    @BeforeEach
    void whereThereIsEpoll() {
      assumeTrue(Epoll.isAvailable(), () -> "no epoll here: " + Epoll.unavailabilityCause());
    }
  }

  @Nested
  @DisplayName("on io_uring")
  class OnIoUring extends Kit {
    OnIoUring() {
      super(NettyIo.IO_URING);
    }

    @BeforeEach
    void whereThereIsIoUring() {
      assumeTrue(IoUring.isAvailable(), () -> "no io_uring: " + IoUring.unavailabilityCause());
    }
  }

  @Nested
  @DisplayName("in the pipelines of an application's own server")
  class Embedded extends HttpTransportCompatibilityKit {
    @Override
    protected Transport createTransport(InetSocketAddress address) {
      return new PipelineTransport(address, null);
    }

    @Override
    protected boolean negotiatesDeflate() {
      return true;
    }

    @Override
    protected Optional<Transport> secureTransport(SSLContext context) {
      return Optional.of(new PipelineTransport(Scene.ANY, context));
    }
  }
}
