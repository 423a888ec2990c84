package io.roomcast.testkit.transport;

import java.util.LinkedHashMap;
import java.util.Map;

/** Hands out the requests of the kit, which are nobody's API: hence the kit's package. */
public final class HttpShapes {
  private HttpShapes() {}

  /** All of them, by what the kit calls them. */
  public static Map<String, byte[]> all() {
    Map<String, byte[]> shapes = new LinkedHashMap<>();
    HttpShape.all().forEach(shape -> shapes.put(shape.name(), shape.bytes()));
    return shapes;
  }
}
