package dev.fuselage.cli.trace;

import java.util.HashMap;
import java.util.Map;

/** Numbers the server's handles from 1 in the order in which a trace meets them. */
final class HandleNumbers {
    private final Map<Long, Integer> numbers = new HashMap<>();

    String of(long fh) {
        return Integer.toString(numbers.computeIfAbsent(fh, k -> numbers.size() + 1));
    }
}
