package io.roomcast.bench.measure;

/**
 * Whose turn it is.
 *
 * @param scenario the id of the load
 * @param contender the id of the server
 * @param repetition from 1
 * @param round the number of the tour in which it is measured right beside the others, from 1; only
 *     numbers of one round are compared with each other
 * @param at when, with the time zone
 */
public record Turn(String scenario, String contender, int repetition, int round, String at) {}
