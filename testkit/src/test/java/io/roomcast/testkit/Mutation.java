package io.roomcast.testkit;

import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.RequestHandler;
import io.roomcast.spi.transport.Transport;
import io.roomcast.spi.transport.WebSocketConnection;
import io.roomcast.spi.transport.WebSocketListener;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * A transport with one promise broken: calls of one method of one type of the SPI do something
 * else.
 *
 * @param promise what is broken
 * @param check the method of the kit that has to notice
 * @param type where the method is
 */
record Mutation(String promise, String check, Class<?> type, String method, Fault fault) {

  /** What happens instead of a call. */
  @FunctionalInterface
  interface Fault {
    Object instead(Call call) throws Throwable;
  }

  /** A call that may still be made. */
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
  }

  /** The broken form of a working transport. */
  Transport of(Transport working) {
    Transport seams =
        new Transport() {
          @Override
          public java.util.concurrent.CompletionStage<java.net.InetSocketAddress> start(
              RequestHandler handler, Limits limits) {
            RequestHandler broken = exchange -> handler.onRequest(seam(exchange));
            return working.start(broken, limits);
          }

          @Override
          public java.util.concurrent.CompletionStage<Void> stop(java.time.Duration grace) {
            return working.stop(grace);
          }
        };
    return broken(Transport.class, seams);
  }

  private Exchange seam(Exchange working) {
    Exchange broken = broken(Exchange.class, working);
    Fault upgrade = call -> call.proceedWith(call.args[0], seam((WebSocketListener) call.args[1]));
    return new Mutation(promise, check, Exchange.class, "upgrade", upgrade)
        .broken(Exchange.class, broken);
  }

  private WebSocketListener seam(WebSocketListener core) {
    WebSocketListener broken = broken(WebSocketListener.class, core);
    Fault open =
        call ->
            call.proceedWith(broken(WebSocketConnection.class, (WebSocketConnection) call.args[0]));
    return new Mutation(promise, check, WebSocketListener.class, "onOpen", open)
        .broken(WebSocketListener.class, broken);
  }

  private <T> T broken(Class<T> seam, T working) {
    if (!seam.equals(type)) {
      return working;
    }
    return seam.cast(
        Proxy.newProxyInstance(
            seam.getClassLoader(),
            new Class<?>[] {seam},
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
