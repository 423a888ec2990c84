package io.roomcast.testkit;

import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.RequestHandler;
import io.roomcast.spi.transport.Transport;
import io.roomcast.spi.transport.WebSocketConnection;
import io.roomcast.spi.transport.WebSocketListener;
import io.roomcast.testkit.peer.Peer;
import io.roomcast.testkit.peer.PeerConnection;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A transport with one promise broken: calls of some methods of the SPI, or of what a client sees
 * of the wire, do something else. Faults may keep state, so each is good for one run.
 *
 * @param promise what is broken
 * @param check the method of the kit that has to notice
 */
record Mutation(String promise, String check, List<Seam> seams) {
  static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);
  static final CompletionStage<Void> NEVER = new CompletableFuture<Void>();

  /** Calls of one method of one type, and what happens instead. */
  record Seam(Class<?> type, String method, Fault fault) {}

  /** What happens instead of a call. */
  @FunctionalInterface
  interface Fault {
    Object instead(Call call) throws Throwable;
  }

  /** A call that may still be made. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Call(Object target, java.lang.reflect.Method method, Object[] args) {
    Object proceed() throws Throwable {
      try {
        return method.invoke(target, args);
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    }

    Object proceedWith(Object... other) throws Throwable {
      return new Call(target, method, other).proceed();
    }

    /** For where nothing may be thrown. */
    Object proceedQuietly() {
      try {
        return proceed();
      } catch (Throwable e) {
        throw new AssertionError(e);
      }
    }
  }

  static Mutation exchange(String promise, String check, String method, Fault fault) {
    return of(promise, check, Exchange.class, method, fault);
  }

  static Mutation connection(String promise, String check, String method, Fault fault) {
    return of(promise, check, WebSocketConnection.class, method, fault);
  }

  static Mutation listener(String promise, String check, String method, Fault fault) {
    return of(promise, check, WebSocketListener.class, method, fault);
  }

  static Mutation handler(String promise, String check, Fault fault) {
    return of(promise, check, RequestHandler.class, "onRequest", fault);
  }

  static Mutation told(String promise, String check, Fault fault) {
    return of(promise, check, RequestHandler.class, "limitReached", fault);
  }

  static Mutation start(String promise, String check, Fault fault) {
    return of(promise, check, Transport.class, "start", fault);
  }

  static Mutation stop(String promise, String check, Fault fault) {
    return of(promise, check, Transport.class, "stop", fault);
  }

  /** Something else arrives at the client, or never does. */
  static Mutation wire(String promise, String check, String method, Fault fault) {
    return of(promise, check, PeerConnection.class, method, fault);
  }

  static Mutation limits(String promise, String check, UnaryOperator<Limits.Builder> change) {
    return start(
        promise,
        check,
        c -> c.proceedWith(c.args()[0], change.apply(((Limits) c.args()[1]).toBuilder()).build()));
  }

  static Mutation of(String promise, String check, Class<?> type, String method, Fault fault) {
    return new Mutation(promise, check, List.of(new Seam(type, method, fault)));
  }

  /** With a second fault, where one alone does not break the promise. */
  Mutation and(Class<?> type, String method, Fault fault) {
    return new Mutation(promise, check, List.of(seams.get(0), new Seam(type, method, fault)));
  }

  /** The broken form of a working transport. */
  Transport of(Transport working) {
    return broken(
        Transport.class,
        new Transport() {
          @Override
          public CompletionStage<InetSocketAddress> start(RequestHandler handler, Limits limits) {
            RequestHandler broken = broken(RequestHandler.class, handler);
            RequestHandler wrapped =
                proxy(
                    RequestHandler.class,
                    broken,
                    "onRequest",
                    call -> call.proceedWith(server((Exchange) call.args[0])));
            return working.start(wrapped, limits);
          }

          @Override
          public int connectionCount() {
            return working.connectionCount();
          }

          @Override
          public CompletionStage<Void> stop(Duration grace) {
            return working.stop(grace);
          }
        });
  }

  /** The broken form of a working client, as far as the faults are there. */
  Peer of(Peer working) {
    return proxy(
        Peer.class,
        working,
        "connect",
        call -> broken(PeerConnection.class, (PeerConnection) call.proceed()));
  }

  private Exchange server(Exchange working) {
    return proxy(
        Exchange.class,
        broken(Exchange.class, working),
        "upgrade",
        call -> call.proceedWith(call.args[0], server((WebSocketListener) call.args[1])));
  }

  private WebSocketListener server(WebSocketListener core) {
    WebSocketListener broken = broken(WebSocketListener.class, core);
    Function<Object, WebSocketConnection> connection =
        working -> broken(WebSocketConnection.class, (WebSocketConnection) working);
    return proxy(
        WebSocketListener.class,
        broken,
        "onOpen",
        call -> call.proceedWith(connection.apply(call.args[0])));
  }

  private <T> T broken(Class<T> type, T working) {
    T broken = working;
    for (Seam seam : seams) {
      if (seam.type.equals(type)) {
        broken = proxy(type, broken, seam.method, seam.fault);
      }
    }
    return broken;
  }

  private static <T> T proxy(Class<T> type, T working, String method, Fault fault) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, called, args) -> {
              Call call = new Call(working, called, args);
              return called.getName().equals(method) ? fault.instead(call) : call.proceed();
            }));
  }

  @Override
  public String toString() {
    return promise;
  }
}
