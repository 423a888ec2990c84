package io.roomcast.testkit.peer;

/** The server answered an upgrade with something else than 101. */
public final class UpgradeRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient PeerResponse response;

  /**
   * Creates the exception.
   *
   * @param response what the server answered
   */
  public UpgradeRefusedException(PeerResponse response) {
    super("the upgrade was answered " + response.status() + ": " + response.bodyText());
    this.response = response;
  }

  /**
   * The answer.
   *
   * @return status, headers and body
   */
  public PeerResponse response() {
    return response;
  }
}
