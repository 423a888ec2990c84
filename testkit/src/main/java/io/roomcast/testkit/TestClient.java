package io.roomcast.testkit;

/** To come. */
public final class TestClient {
  private TestClient() {}
}
