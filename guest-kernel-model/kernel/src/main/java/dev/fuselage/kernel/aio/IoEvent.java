package dev.fuselage.kernel.aio;

/**
 * What became of a request ({@code struct io_event}).
 *
 * @param data {@link IoControlBlock#data} of the request
 * @param result bytes, or a negative errno
 */
public record IoEvent(long data, long result) {}
