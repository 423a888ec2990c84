package io.roomcast.internal.engineio;

/**
 * Is told where a unit came to stand among all that is sent to a client. Exactly one of the two is
 * called, unless the unit was dropped or refused; serially with all else of the session, in the
 * order of the units. Short, and without user code.
 */
public interface Placement {

  /** Nobody wants to know. */
  Placement UNOBSERVED =
      new Placement() {
        @Override
        public void taken() {}

        @Override
        public void lost() {}
      };

  /** It follows all that was taken before; whether it arrives is another matter. */
  void taken();

  /** The session has ended, and it will not be sent. */
  void lost();
}
