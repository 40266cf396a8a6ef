package dev.fuselage.cli.boot;

/**
 * When a boot is ended from outside.
 *
 * @param nanos of the host's time; {@link Long#MAX_VALUE} for no limit
 * @param instructions of all harts together; {@link Long#MAX_VALUE} for no limit
 */
record BootLimits(long nanos, long instructions) {}
