package io.roomcast;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

/**
 * Names a generic type, which a class literal cannot: {@code new TypeRef<List<Order>>() {}}.
 *
 * <pre>{@code
 * socket.on("basket", new TypeRef<List<Order>>() {}, orders -> orders.forEach(shop::place));
 * }</pre>
 *
 * @param <T> the type
 */
public abstract class TypeRef<T> {
  private final Type type;

  /**
   * Takes the type from the subclass.
   *
   * @throws IllegalStateException if the subclass does not say which type it means
   */
  protected TypeRef() {
    if (!(getClass().getGenericSuperclass() instanceof ParameterizedType parent)) {
      throw new IllegalStateException("write the type: new TypeRef<List<Order>>() {}");
    }
    type = parent.getActualTypeArguments()[0];
  }

  /**
   * The type.
   *
   * @return as reflection knows it
   */
  public final Type type() {
    return type;
  }
}
