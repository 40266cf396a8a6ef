package dev.fuselage.machine.cost;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A price for every {@link Cost}, and the frequency of the clock they are counted in. Immutable.
 *
 * <p>The standard profile is the resource {@code standard.properties} beside this class, where each
 * price stands under its source. Another file changes the keys it names and leaves the others.
 */
public final class CostProfile {
    /** Key of the clock's frequency in Hz. */
    public static final String CLOCK_KEY = "clock.hz";

    /** The largest price; with it 8 GiB priced per KiB still fit 64 bits. */
    public static final long MAX_PRICE = 1_000_000_000L;

    /** The slowest clock. */
    public static final long MIN_CLOCK = 1_000_000L;

    /** The largest frequency for which {@link #scale} cannot overflow. */
    public static final long MAX_CLOCK = 9_000_000_000L;

    private static final String STANDARD = "standard.properties";
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final String name;
    private final long[] prices;
    private final long clockHz;

    CostProfile(String name, long[] prices, long clockHz) {
        this.name = name;
        this.prices = prices.clone();
        this.clockHz = clockHz;
    }

    /** The profile that comes with the program: a KVM guest on a server of about 2020, at 1 GHz. */
    public static CostProfile standard() {
        return Standard.PROFILE;
    }

    /**
     * Everything for nothing at 1 GHz: for explorations, where the order of steps decides and time
     * passes only while all sleep.
     */
    public static CostProfile free() {
        return new CostProfile("free", new long[standard().prices.length], NANOS_PER_SECOND);
    }

    /** Read once: reading it takes as long as booting a guest. */
    private static final class Standard {
        static final CostProfile PROFILE = read();

        private static CostProfile read() {
            try (InputStream in = CostProfile.class.getResourceAsStream(STANDARD)) {
                byte[] bytes = Objects.requireNonNull(in).readAllBytes();
                String text = new String(bytes, StandardCharsets.UTF_8);
                return new ProfileParser(STANDARD).parseWhole(text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * The standard profile with the changes a file makes.
     *
     * @throws CostProfileException when a line is wrong; its message is one line for the user
     * @throws IOException when the file cannot be read
     */
    public static CostProfile load(Path file) throws IOException {
        return parse(file.toString(), Files.readString(file));
    }

    /**
     * The standard profile with the changes a text makes.
     *
     * @param source what messages call the text
     * @throws CostProfileException when a line is wrong; its message is one line for the user
     */
    public static CostProfile parse(String source, String text) {
        return new ProfileParser(source).parseChanges(standard(), text);
    }

    /** File name of the profile. */
    public String name() {
        return name;
    }

    /** Price in cycles; of a cost per KiB, for one KiB. */
    public long of(Cost cost) {
        return prices[cost.index()];
    }

    /** Price in cycles of a cost per KiB for so many bytes, rounded up. */
    public long of(Cost cost, long bytes) {
        return (prices[cost.index()] * bytes + 1023) >> 10;
    }

    /** Price in cycles of copying in the guest. */
    public long copy(long bytes) {
        return of(Cost.COPY, bytes);
    }

    /**
     * The same prices in time under another clock, 1 MHz to 9 GHz; what costs anything costs at
     * least a cycle.
     */
    public CostProfile atClock(long hz) {
        if (hz < MIN_CLOCK || hz > MAX_CLOCK) {
            throw new IllegalArgumentException("a clock of %d Hz".formatted(hz));
        }
        long[] scaled = new long[prices.length];
        for (int i = 0; i < prices.length; i++) {
            long price = scale(prices[i], hz, clockHz);
            scaled[i] = prices[i] > 0 ? Math.clamp(price, 1, MAX_PRICE) : 0;
        }
        return new CostProfile(name, scaled, hz);
    }

    /** Cycles in a second. */
    public long clockHz() {
        return clockHz;
    }

    /** Cycles of a duration, rounded down. */
    public long cycles(long nanos) {
        return clockHz == NANOS_PER_SECOND ? nanos : scale(nanos, clockHz, NANOS_PER_SECOND);
    }

    /** Nanoseconds that cycles take, rounded down. */
    public long nanos(long cycles) {
        return clockHz == NANOS_PER_SECOND ? cycles : scale(cycles, NANOS_PER_SECOND, clockHz);
    }

    /** {@code value * numerator / denominator} without losing bits on the way. */
    private static long scale(long value, long numerator, long denominator) {
        long whole = value / denominator;
        long rest = value % denominator;
        return Math.addExact(Math.multiplyExact(whole, numerator), rest * numerator / denominator);
    }

    long[] prices() {
        return prices.clone();
    }
}
