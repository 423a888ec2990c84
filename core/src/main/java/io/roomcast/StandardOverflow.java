package io.roomcast;

/** What can be done about a client that is too slow without code of the application. */
enum StandardOverflow implements Overflow {
  CLOSE {
    @Override
    public void onOverflow(Socket socket) {
      socket.session().discard(); // of use to a lambda that calls it; by itself it needs no call
    }
  },
  FAIL_EMIT {
    @Override
    public void onOverflow(Socket socket) {}
  }
}
