package io.roomcast;

/**
 * Not everybody has answered who was asked; see {@link Answers#requireComplete()}.
 *
 * <p>Counterpart in Socket.IO: the error "operation has timed out" of a broadcast, with its {@code
 * responses}.
 */
public final class MissingAnswersException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Answers<?> answers;

  /**
   * Creates the exception.
   *
   * @param answers those that came, and who was silent
   */
  public MissingAnswersException(Answers<?> answers) {
    super(
        "answers are missing: %d sockets and %d servers did not answer, %d answers came"
            .formatted(
                answers.silentSockets().size(),
                answers.silentServers().size(),
                answers.values().size()));
    this.answers = answers;
  }

  /**
   * What is there.
   *
   * @return the answers that came, and who was silent
   */
  public Answers<?> answers() {
    return answers;
  }
}
