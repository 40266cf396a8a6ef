package dev.fuselage.devices.fs.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fuselage.fuse.linux.Mode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * The table of nodes and the order of their use, against collections that are known to be right.
 */
class NodeTableTest {

    private static final long SEED = 20_261_121;

    private record Identity(HostMount mount, long ino) {}

    private static HostNode node(HostMount mount, long ino) {
        return new HostNode(mount, ino, Mode.S_IFREG, 3);
    }

    @Test
    void theTableKnowsExactlyTheNodesPutIn() {
        SplittableRandom random = new SplittableRandom(SEED);
        List<HostMount> mounts = List.of(new HostMount(1, 1), new HostMount(2, 1));
        NodeTable table = new NodeTable();
        Map<Identity, HostNode> expected = new LinkedHashMap<>();
        for (int step = 0; step < 20_000; step++) {
            String what = "seed %d step %d".formatted(SEED, step);
            HostMount mount = mounts.get(random.nextInt(2));
            // Few numbers, some of them far apart, so that buckets are shared.
            long ino = random.nextLong(500) << (random.nextInt(3) * 20);
            Identity identity = new Identity(mount, ino);
            HostNode known = expected.get(identity);
            assertThat(table.find(mount, ino)).as(what).isSameAs(known);
            if (known == null) {
                HostNode made = node(mount, ino);
                table.add(made);
                expected.put(identity, made);
            } else if (random.nextInt(4) == 0) {
                table.remove(known);
                expected.remove(identity);
            }
            assertThat(table.size()).as(what).isEqualTo(expected.size());
        }
        int left = 0;
        while (table.removeAny() != null) {
            left++;
        }
        assertThat(left).isEqualTo(expected.size());
        assertThatThrownBy(() -> table.remove(node(mounts.get(0), 1)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theOldestIsTheOneUnusedForLongestAndNeverOfTheLastTwo() {
        SplittableRandom random = new SplittableRandom(SEED);
        HostMount mount = new HostMount(1, 1);
        List<HostNode> nodes = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            nodes.add(node(mount, i));
        }
        HotList list = new HotList();
        LinkedHashSet<HostNode> expected = new LinkedHashSet<>();
        for (int step = 0; step < 20_000; step++) {
            HostNode n = nodes.get(random.nextInt(nodes.size()));
            switch (random.nextInt(3)) {
                case 0 -> {
                    if (!n.listed) {
                        list.add(n);
                        expected.add(n);
                    }
                }
                case 1 -> {
                    list.remove(n);
                    expected.remove(n);
                }
                default -> {
                    list.touch(n);
                    if (expected.remove(n)) {
                        expected.add(n);
                    }
                }
            }
            HostNode oldest = expected.size() > 2 ? expected.getFirst() : null;
            assertThat(list.oldest()).as("seed %d step %d", SEED, step).isSameAs(oldest);
        }
    }
}
