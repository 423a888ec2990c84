package io.roomcast.bench.contender;

/**
 * How a server is started.
 *
 * @param port where it listens, on 127.0.0.1
 * @param pingIntervalMillis time between heartbeats
 * @param loops I/O threads, or 0 for its default; Roomcast only
 */
public record Launch(int port, long pingIntervalMillis, int loops) {}
