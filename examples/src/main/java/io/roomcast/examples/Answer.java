package io.roomcast.examples;

import com.google.gson.annotations.SerializedName;

/** What a chat answers to a request; the page has a sentence for each. */
enum Answer {
  /** It was done. */
  @SerializedName("done")
  DONE,
  /** A message without any text. */
  @SerializedName("empty")
  EMPTY,
  /** A message that is longer than {@link Postmark#LONGEST_TEXT}. */
  @SerializedName("too-long")
  TOO_LONG,
  /** A name that is empty, too long, or not fit to be shown. */
  @SerializedName("bad-name")
  BAD_NAME,
  /** The person is in as many rooms as one may be. */
  @SerializedName("too-many-rooms")
  TOO_MANY_ROOMS,
  /** There are as many rooms as there may be. */
  @SerializedName("no-more-rooms")
  NO_MORE_ROOMS,
  /** There are as many people in the room as there may be. */
  @SerializedName("room-full")
  ROOM_FULL,
  /** Only members may do that. */
  @SerializedName("not-a-member")
  NOT_A_MEMBER
}
