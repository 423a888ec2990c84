package io.roomcast.e2e.http;

import java.util.List;

/**
 * What a transport made of the bytes of one connection.
 *
 * @param requests in order; only the last one may lack its body
 * @param ending {@link #OPEN}, {@link #CLOSED}, or the status with which it refused to go on
 */
public record HttpReading(List<SeenRequest> requests, int ending) {
  /** It waits for more. */
  public static final int OPEN = 0;

  /** It closed behind an answer, as the request wanted it. */
  public static final int CLOSED = 200;

  boolean refused() {
    return ending >= 400;
  }

  List<SeenRequest> complete() {
    return requests.stream().filter(request -> request.body().isPresent()).toList();
  }
}
