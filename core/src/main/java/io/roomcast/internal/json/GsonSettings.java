package io.roomcast.internal.json;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.TypeAdapter;
import com.google.gson.reflect.TypeToken;

/**
 * The application's Gson with the codec's adapters in front.
 *
 * @param gson what the codec converts with
 * @param plainStrings whether strings are Gson's own business, not the application's
 */
record GsonSettings(Gson gson, boolean plainStrings) {
  // special numbers: ValueWriter makes them null, as JSON.stringify does, where Gson would throw
  private static final Gson PLAIN =
      new GsonBuilder().serializeSpecialFloatingPointValues().create();

  static GsonSettings of(Gson users) {
    Gson gson =
        users
            .newBuilder()
            .serializeNulls()
            .serializeSpecialFloatingPointValues()
            .setObjectToNumberStrategy(StrictAdapters::neutralNumber)
            .registerTypeAdapterFactory(new StrictAdapters())
            .registerTypeAdapterFactory(new ContainerAdapters())
            .registerTypeAdapterFactory(new ExtraAdapters())
            .create();
    return new GsonSettings(gson, isGsons(users.getAdapter(String.class), String.class));
  }

  /** Whether an adapter is the one that Gson has for a type without anybody's configuration. */
  static boolean isGsons(TypeAdapter<?> adapter, Class<?> type) {
    return adapter.getClass() == PLAIN.getAdapter(type).getClass();
  }

  /** Likewise, where the adapter of Gson's differs by its parameters. */
  static boolean isGsonsAsIs(TypeAdapter<?> adapter, TypeToken<?> type) {
    TypeAdapter<?> plain = PLAIN.getAdapter(type);
    return adapter.getClass() == plain.getClass() && adapter.toString().equals(plain.toString());
  }
}
