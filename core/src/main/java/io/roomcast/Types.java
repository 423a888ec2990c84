package io.roomcast;

import java.lang.invoke.MethodType;

/** Classes of arguments. */
final class Types {
  private Types() {}

  /** The class of the objects that stand for a primitive type; any other class itself. */
  @SuppressWarnings("unchecked") // int.class and Integer.class are both a Class<Integer>
  static <T> Class<T> boxed(Class<T> type) {
    return (Class<T>) MethodType.methodType(type).wrap().returnType();
  }
}
