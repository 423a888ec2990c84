package io.roomcast.transport.javawebsocket;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.roomcast.spi.transport.BodyTooLargeException;
import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.RequestHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A running transport on 127.0.0.1. */
final class TestServer implements AutoCloseable {
  static final String THREADS = "jws-test";

  final Binding binding;
  final int port;

  private TestServer(Binding binding, int port) {
    this.binding = binding;
    this.port = port;
  }

  static TestServer start(RequestHandler handler) throws Exception {
    return start(handler, Limits.defaults());
  }

  static TestServer start(RequestHandler handler, Limits limits) throws Exception {
    return start(handler, limits, 2);
  }

  static TestServer start(RequestHandler handler, Limits limits, int ioThreads) throws Exception {
    return start(handler, limits, ioThreads, 0);
  }

  static TestServer start(RequestHandler handler, Limits limits, int ioThreads, int sendBuffer)
      throws Exception {
    return start(handler, limits, ioThreads, sendBuffer, null);
  }

  static TestServer start(
      RequestHandler handler, Limits limits, int ioThreads, int sendBuffer, Tls tls)
      throws Exception {
    Settings settings =
        new Settings(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            ioThreads,
            1024,
            sendBuffer,
            true,
            THREADS,
            tls);
    Binding binding = new Binding(settings, handler, limits);
    binding.start();
    InetSocketAddress address = binding.address().get(20, TimeUnit.SECONDS);
    return new TestServer(binding, address.getPort());
  }

  /** A server that speaks TLS. */
  static TestServer start(RequestHandler handler, Limits limits, Tls tls) throws Exception {
    return start(handler, limits, 1, 0, tls);
  }

  RawClient connect() {
    return new RawClient(port);
  }

  /** The open connections. */
  List<Connection> connections() {
    return binding.loops().stream()
        .flatMap(loop -> CompletableFuture.supplyAsync(loop::connections, loop).join().stream())
        .toList();
  }

  /** How often an event loop found something to do. */
  long turns() {
    return binding.loops().stream().mapToLong(EventLoop::turns).sum();
  }

  /** How often writability was watched, over all event loops. */
  long writeInterests() {
    return binding.loops().stream().mapToLong(EventLoop::interestCount).sum();
  }

  @Override
  public void close() {
    binding.stop(Duration.ZERO).orTimeout(30, TimeUnit.SECONDS).join();
  }

  static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  /** Answers with what the exchange was: method, path, query and body. */
  static final class Echo implements RequestHandler {
    final List<RecordingListener> listeners = new CopyOnWriteArrayList<>();
    final AtomicInteger requests = new AtomicInteger();

    @Override
    public void onRequest(Exchange exchange) {
      requests.incrementAndGet();
      if (exchange.isUpgrade()) {
        RecordingListener listener = new RecordingListener.Echo();
        listeners.add(listener);
        exchange.upgrade(Headers.none(), listener);
        return;
      }
      exchange
          .body()
          .whenComplete(
              (body, failure) -> {
                if (failure instanceof BodyTooLargeException) {
                  exchange.respond(413, Headers.none(), utf8("too large"));
                } else if (failure == null) {
                  String text =
                      exchange.method()
                          + " "
                          + exchange.path()
                          + " ["
                          + exchange.rawQuery()
                          + "] "
                          + UTF_8.decode(body);
                  exchange.respond(200, Headers.of("X-Echo", "yes"), utf8(text));
                }
              });
    }
  }

  /** Upgrades everything to one listener. */
  static RequestHandler upgradingTo(RecordingListener listener) {
    return exchange -> exchange.upgrade(Headers.none(), listener);
  }
}
