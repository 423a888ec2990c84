package io.roomcast.e2e.soak;

/**
 * What each event of a client begins with.
 *
 * @param epoch how often the client has come back
 * @param number from 0 in each epoch
 */
record Stamp(int epoch, long number) {}
