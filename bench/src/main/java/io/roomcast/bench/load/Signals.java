package io.roomcast.bench.load;

/** How a load and whoever wants it made talk to each other. */
public interface Signals {
  /** Everything is prepared: for most loads, the clients are in. */
  void ready();

  /** Asked again and again after that, while heartbeats are answered. */
  boolean mayGo();

  /** Goes on at once. */
  Signals NONE =
      new Signals() {
        @Override
        public void ready() {}

        @Override
        public boolean mayGo() {
          return true;
        }
      };
}
