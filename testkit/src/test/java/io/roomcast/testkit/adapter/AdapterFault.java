package io.roomcast.testkit.adapter;

import io.roomcast.spi.adapter.RoomAdapter;
import io.roomcast.spi.adapter.SessionStore;
import io.roomcast.spi.adapter.cluster.ClusterWire;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/**
 * A broken promise: calls of the SPI do something else. They may keep state, so a fault is good for
 * one run.
 *
 * @param promise what is broken
 * @param check the method of the kit that has to notice
 * @param type of the SPI
 * @param instead what happens instead, by the method that is called
 */
record AdapterFault(String promise, String check, Class<?> type, Map<String, Instead> instead) {
  static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);
  static final CompletionStage<Void> NEVER = new CompletableFuture<Void>();

  /** What a call does instead. */
  @FunctionalInterface
  interface Instead {
    Object answer(Call call);
  }

  /** A call that may still be made. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Call(Object target, Method method, Object[] args) {
    Object proceed() {
      try {
        return method.invoke(target, args);
      } catch (InvocationTargetException e) {
        if (e.getCause() instanceof RuntimeException failure) {
          throw failure;
        }
        throw new AssertionError(e.getCause());
      } catch (IllegalAccessException e) {
        throw new AssertionError(e);
      }
    }

    /** With another argument. */
    Object proceedWith(int index, Object arg) {
      Object[] changed = args.clone();
      changed[index] = arg;
      return new Call(target, method, changed).proceed();
    }

    <T> T arg(int index, Class<T> ofType) {
      return ofType.cast(args[index]);
    }

    /** The adapter itself. */
    RoomAdapter adapter() {
      return (RoomAdapter) target;
    }

    @SuppressWarnings("unchecked")
    <T> Object then(UnaryOperator<T> change) {
      return ((CompletionStage<T>) proceed()).thenApply(change);
    }
  }

  static AdapterFault adapter(String promise, String check, String method, Instead instead) {
    return new AdapterFault(promise, check, RoomAdapter.class, Map.of(method, instead));
  }

  static AdapterFault store(String promise, String check, String method, Instead instead) {
    return new AdapterFault(promise, check, SessionStore.class, Map.of(method, instead));
  }

  static AdapterFault wire(String promise, String check, String method, Instead instead) {
    return new AdapterFault(promise, check, ClusterWire.class, Map.of(method, instead));
  }

  /** The same without the fault. */
  AdapterFault mended() {
    return new AdapterFault(promise, check, type, Map.of());
  }

  ClusterWire of(ClusterWire working) {
    return type == ClusterWire.class ? broken(ClusterWire.class, working, instead) : working;
  }

  RoomAdapter of(RoomAdapter working) {
    if (type == SessionStore.class) {
      return broken(
          RoomAdapter.class,
          working,
          Map.of(
              "sessions",
              call ->
                  ((Optional<?>) call.proceed())
                      .map(store -> broken(SessionStore.class, store, instead))));
    }
    return type == RoomAdapter.class ? broken(RoomAdapter.class, working, instead) : working;
  }

  private static <T> T broken(Class<T> spi, Object working, Map<String, Instead> instead) {
    return spi.cast(
        Proxy.newProxyInstance(
            spi.getClassLoader(),
            new Class<?>[] {spi},
            (proxy, method, args) -> {
              Call call = new Call(working, method, args);
              Instead other = instead.get(method.getName());
              return other == null ? call.proceed() : other.answer(call);
            }));
  }

  @Override
  public String toString() {
    return promise;
  }
}
