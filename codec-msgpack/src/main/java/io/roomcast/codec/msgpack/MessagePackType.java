package io.roomcast.codec.msgpack;

/** What kind of value comes next in MessagePack. */
public enum MessagePackType {
  /** A null. */
  NIL,
  /** JavaScript's {@code undefined}: the legacy extension 0 of one byte. */
  UNDEFINED,
  /** A boolean. */
  BOOLEAN,
  /** An integer, up to 64 bits, signed or not. */
  INTEGER,
  /** A floating-point number, whole or not. */
  FLOAT,
  /** A string. */
  STRING,
  /** Binary data: a {@code bin}, or the legacy extension 0. */
  BINARY,
  /** A point in time: the extension -1, or the legacy extension 0 of eight bytes. */
  TIME,
  /** An array. */
  ARRAY,
  /** A map. */
  MAP
}
