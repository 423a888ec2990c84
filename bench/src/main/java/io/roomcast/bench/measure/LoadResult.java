package io.roomcast.bench.measure;

import java.util.List;

/**
 * What a load generator saw.
 *
 * @param clients how many were connected, or connected in each round
 * @param windows the stretches that were measured, in order
 * @param latency of deliveries, answers or connects in the windows that count
 * @param events all that happened from the first message on, in windows or not
 * @param faults from the first message on
 */
public record LoadResult(
    int clients, List<Window> windows, Latency latency, long events, Faults faults) {}
