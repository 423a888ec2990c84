package io.roomcast.e2e.http;

import java.util.List;

/** The part of a transport that reads requests, without a network. Each reading is a connection. */
public interface HttpReader {

  /** Reads what comes in these pieces; every request is answered with 200 at once. */
  HttpReading read(List<byte[]> pieces);
}
