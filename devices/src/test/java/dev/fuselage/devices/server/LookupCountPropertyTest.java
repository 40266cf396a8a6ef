package dev.fuselage.devices.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.Opcode;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A guest that keeps its own account of lookups, and a server that must agree: every nodeid with a
 * count is served, every other refused, and when all is forgotten and unlinked nothing is left.
 */
class LookupCountPropertyTest extends ServerTestBase {

    private static final int STEPS = 3000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 0xfeed_beefL})
    void theServersCountsAreTheGuests(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        RawGuest g = guest(ServerConfig.of(CachePolicy.AUTO), ByteOrder.LITTLE_ENDIAN);
        Map<Long, Long> counts = new TreeMap<>();
        for (int step = 0; step < STEPS; step++) {
            String name = "n" + random.nextInt(12);
            switch (random.nextInt(9)) {
                case 0 -> entry(g.ask(Opcode.MKDIR, 1).u32(0755, 0).name(name).send(), counts);
                case 1 -> {
                    RawClient ask = g.ask(Opcode.MKNOD, 1).u32(0100644, 0, 0, 0).name(name);
                    entry(ask.send(), counts);
                }
                case 2, 3 -> entry(g.ask(Opcode.LOOKUP, 1).name(name).send(), counts);
                case 4 -> {
                    Opcode op = random.nextBoolean() ? Opcode.UNLINK : Opcode.RMDIR;
                    g.ask(op, 1).name(name).send();
                }
                case 5 -> {
                    g.ask(Opcode.LINK, 1).u64(any(counts, random)).name(name);
                    entry(g.send(), counts);
                }
                case 6 -> listPlus(g, counts);
                default -> forgetSome(g, counts, random);
            }
            assertThat(g.server.nodeIds())
                    .as("nodeids after step %d with seed %d", step, seed)
                    .isEqualTo(1 + counts.size());
        }
        for (long node = 2; node < 200; node++) {
            String expected = counts.containsKey(node) ? "ok" : "EBADF";
            assertThat(g.getattr(node).error())
                    .as("nodeid %d, seed %d", node, seed)
                    .isEqualTo(expected);
        }
        counts.forEach(g::forget);
        for (int i = 0; i < 12; i++) {
            g.ask(Opcode.UNLINK, 1).name("n" + i).send();
            g.ask(Opcode.RMDIR, 1).name("n" + i).send();
        }
        assertThat(g.server.nodeIds()).isEqualTo(1);
        assertThat(g.server.forgetUnderflows()).isZero();
        long free = g.ask(Opcode.STATFS, 1).send().ok(80).u64(32);
        assertThat(free).as("inodes are free again, seed %d", seed).isEqualTo((1 << 20) - 1);
    }

    private static void entry(RawClient.Reply r, Map<Long, Long> counts) {
        if (r.error().equals("ok")) {
            counts.merge(r.u64(0), 1L, Long::sum);
        }
    }

    private static long any(Map<Long, Long> counts, SplittableRandom random) {
        List<Long> known = new ArrayList<>(counts.keySet());
        return known.isEmpty() ? 999 : known.get(random.nextInt(known.size()));
    }

    private static void listPlus(RawGuest g, Map<Long, Long> counts) {
        long fh = g.ask(Opcode.OPENDIR, 1).u32(0, 0).send().ok(16).u64(0);
        g.ask(Opcode.READDIRPLUS, 1).u64(fh, 0).u32(900, 0).u64(0).u32(0, 0).room(916);
        RawClient.Reply r = g.send().ok();
        int at = 0;
        while (at < r.size()) {
            if (r.u64(at) != 0) {
                counts.merge(r.u64(at), 1L, Long::sum);
            }
            at += (152 + r.u32(at + 144) + 7) & ~7;
        }
        g.ask(Opcode.RELEASEDIR, 1).u64(fh).u32(0, 0).u64(0).send().ok(0);
    }

    private static void forgetSome(RawGuest g, Map<Long, Long> counts, SplittableRandom random) {
        long node = any(counts, random);
        Long count = counts.get(node);
        if (count == null) {
            return;
        }
        long n = 1 + random.nextLong(count);
        if (random.nextBoolean()) {
            g.forget(node, n);
        } else {
            g.ask(Opcode.BATCH_FORGET, 0).u32(1, 0).u64(node, n).room(0).send().none();
        }
        if (n == count) {
            counts.remove(node);
        } else {
            counts.put(node, count - n);
        }
    }
}
