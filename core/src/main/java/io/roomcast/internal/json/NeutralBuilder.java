package io.roomcast.internal.json;

import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.PacketType;
import io.roomcast.spi.codec.PayloadBuilder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Makes of a decoder's calls what {@link JsonText} makes of text. */
final class NeutralBuilder implements PayloadBuilder {
  private static final int FIRST_DEPTH = 8;

  private final Conversion conversion;
  private final ValueStack stack = new ValueStack();
  private int[] starts = new int[FIRST_DEPTH]; // of each open container, inverted for an object
  private int depth;

  NeutralBuilder(Conversion conversion) {
    this.conversion = conversion;
  }

  @Override
  public Arguments build(PacketType type) {
    require(depth == 0 && stack.size() <= 1);
    if (stack.size() == 0) {
      if (type == PacketType.CONNECT || type == PacketType.DISCONNECT) {
        return Arguments.none();
      }
      throw PayloadRules.invalid();
    }
    return DecodedArguments.of(type, PayloadRules.checked(type, stack.pop()), conversion);
  }

  @Override
  public void nullValue() {
    add(null);
  }

  @Override
  public void bool(boolean value) {
    add(value);
  }

  @Override
  public void integer(long value) {
    add(value);
  }

  @Override
  public void floating(double value) {
    add(value);
  }

  @Override
  public void decimal(String number) {
    if (number.length() > NumberText.MAX_LENGTH || !NumberText.isNumber(number)) {
      throw PayloadRules.invalid();
    }
    add(ExactNumber.of(number));
  }

  @Override
  public void string(String value) {
    add(value);
  }

  @Override
  public void binary(byte[] bytes) {
    add(bytes);
  }

  @Override
  public void beginArray() {
    begin(false);
  }

  @Override
  public void endArray() {
    require(depth > 0 && starts[depth - 1] >= 0);
    int from = starts[--depth];
    add(stack.items(from));
  }

  @Override
  public void beginObject() {
    begin(true);
  }

  @Override
  public void name(String name) {
    require(wantsName());
    stack.push(name);
  }

  @Override
  public void endObject() {
    require(wantsName());
    int from = ~starts[--depth];
    add(stack.members(from));
  }

  private void begin(boolean isObject) {
    require(!wantsName());
    if (depth == starts.length) {
      starts = Arrays.copyOf(starts, 2 * depth);
    }
    starts[depth++] = isObject ? ~stack.size() : stack.size();
  }

  private void add(@Nullable Object value) {
    require(!wantsName());
    stack.push(value);
  }

  /** Whether the next thing is a name, or the end, of the object that is open. */
  private boolean wantsName() {
    int start = depth == 0 ? 0 : starts[depth - 1];
    return start < 0 && (stack.size() - ~start) % 2 == 0;
  }

  private static void require(boolean inOrder) {
    if (!inOrder) {
      throw new IllegalStateException("the codec's decoder called in a wrong order");
    }
  }
}
