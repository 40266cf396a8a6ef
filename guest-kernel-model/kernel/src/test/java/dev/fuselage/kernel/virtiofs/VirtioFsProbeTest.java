package dev.fuselage.kernel.virtiofs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.fuse.TestConnection;
import dev.fuselage.kernel.virtio.TestCard;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What the driver makes of a device, and what is left when it goes (virtio_fs_probe,
 * virtio_fs_remove).
 */
class VirtioFsProbeTest {
    private final VirtioFsGuest g = new VirtioFsGuest();

    @AfterEach
    void close() {
        g.close();
    }

    /** rmmod and modprobe, with another allocation failing each time, until none is left. */
    @Test
    void whateverAllocationOfAProbeFailsNothingOfItStays() {
        g.plug(VirtioFsGuest.share("myfs", 2));
        g.boot();
        List<String> failed = new ArrayList<>();
        g.machine.run(() -> {
            g.bus.unregister(g.driver);
            Map<String, Integer> without = g.slab.inUse();
            assertThat(without).isEmpty();
            int n = 1;
            while (true) {
                g.slab.failNth(n++);
                g.bus.register(g.driver);
                if (g.slab.failed().isEmpty()) {
                    break;
                }
                failed.add(g.slab.failed() + (g.driver.instances().isEmpty() ? "" : ", works"));
                if (g.driver.instances().isEmpty()) {
                    assertThat(g.slab.inUse()).as(g.slab.failed()).isEqualTo(without);
                }
                g.bus.unregister(g.driver);
                assertThat(g.slab.inUse()).as(g.slab.failed()).isEqualTo(without);
            }
            g.slab.failNth(0);
        });
        assertThat(g.driver.instances()).as("the last probe").hasSize(1);
        // Without a vector for each queue Linux goes on with fewer.
        assertThat(failed)
                .containsExactly(
                        "virtio_fs",
                        "virtio_fs tag",
                        "virtio_fs_vq[]",
                        "virtio_fs mq_map",
                        "virtqueue_info[]",
                        "virtio_pci_vq_info *[], works",
                        "virtio_pci_vq_info, works",
                        "vring, works",
                        "virtio_pci_vq_info, works",
                        "vring, works",
                        "virtio_pci_vq_info, works",
                        "vring, works");
    }

    @Test
    void aDeviceIsKnownByItsTagAndItsQueuesByName() {
        g.plug(VirtioFsGuest.share("myfs", 2));
        g.boot();
        assertThat(g.instance().tag()).isEqualTo("myfs");
        assertThat(g.instance().queueNames()).containsExactly("hiprio", "requests.0", "requests.1");
        assertThat(g.instance().cpuList(0)).isEqualTo("0, 1");
        assertThat(g.instance().cpuList(1)).isEqualTo("0");
        assertThat(g.instance().cpuList(2)).isEqualTo("1");
        assertThat(g.instance().vringSize()).isEqualTo(16);
        assertThat(g.instance().isListed()).isTrue();
        assertThat(g.machine.log.lines())
                .anyMatch(line ->
                        line.endsWith(
                                "virtiofs virtio0: virtio_fs_setup_dax: No cache capability"));
        assertThat(g.machine.interrupts.all())
                .anyMatch(irq -> irq.name().equals("virtio0-requests.1"));
    }

    @Test
    void theWindowIsFoundWhereItsBarIs() {
        TestCard.Options options = VirtioFsGuest.share("myfs", 1);
        options.sharedMemory = 1L << 21;
        g.plug(options);
        g.boot();
        assertThat(g.instance().hasDaxWindow()).isTrue();
        assertThat(g.machine.log.lines())
                .anyMatch(line -> line.contains("virtiofs virtio0: Cache len: 0x200000 @ 0x"));
    }

    @Test
    void aTagMayFillItsFieldWithoutAnEnd() {
        String longest = "x".repeat(36);
        g.plug(VirtioFsGuest.share(longest, 1));
        g.boot();
        assertThat(g.instance().tag()).isEqualTo(longest);
    }

    @Test
    void badConfigurationsAreRefused() {
        g.plug(VirtioFsGuest.share("", 1));
        g.plug(VirtioFsGuest.share("two\nlines", 1));
        g.plug(VirtioFsGuest.share("noqueues", 0));
        g.boot();
        assertThat(g.driver.instances()).isEmpty();
        assertThat(g.machine.log.lines())
                .filteredOn(line ->
                        line.endsWith(
                                "probe with driver virtiofs failed with error " + -Errno.EINVAL))
                .hasSize(3);
    }

    @Test
    void theSecondDeviceWithATagIsRefused() {
        g.plug(VirtioFsGuest.share("myfs", 1));
        TestCard second = g.plug(VirtioFsGuest.share("myfs", 1));
        g.boot();
        assertThat(g.driver.instances()).hasSize(1);
        assertThat(g.machine.log.lines())
                .anyMatch(line -> line.endsWith("failed with error " + -Errno.EEXIST));
        assertThat(second.queues[1].enabled).as("reset").isFalse();
    }

    @Test
    void noMoreQueuesAreUsedThanThereAreCpus() {
        TestCard.Options options = VirtioFsGuest.share("myfs", 5);
        g.plug(options);
        g.boot();
        assertThat(g.instance().queueNames()).containsExactly("hiprio", "requests.0", "requests.1");
    }

    @Test
    void withoutVectorsTheCpusAreMappedEvenlyAllTheSame() {
        TestCard.Options options = VirtioFsGuest.share("myfs", 2);
        options.vectors = 0;
        g.plug(options);
        g.boot();
        assertThat(g.instance().cpuList(1)).isEqualTo("0");
        assertThat(g.instance().cpuList(2)).isEqualTo("1");
    }

    @Test
    void aRemovedDeviceIsFoundNoMoreAndItsConnectionIsDead() {
        TestConnection connection = g.connectToServer();
        VirtioFs fs = g.instance();
        g.machine.run(() -> g.bus.remove(fs.device()));
        assertThat(g.driver.instances()).isEmpty();
        assertThat(fs.isListed()).isFalse();
        g.machine.run(() -> {
            g.machine.guest.say("" + g.driver.find("myfs"));
            g.machine.guest.say("" + connection.getattr(1));
        });
        assertThat(g.machine.guest.said()).containsExactly("null", "" + -Errno.ENOTCONN);
    }
}
