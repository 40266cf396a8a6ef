package dev.fuselage.devices.virtiofs;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.fuselage.devices.server.FuseExchange;
import dev.fuselage.devices.server.HandMadeReply;
import dev.fuselage.devices.virtio.DriverRing;
import dev.fuselage.devices.virtio.VirtioFeature;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From the kick to the interrupt nothing is allocated once the device is warm. */
final class RequestPathAllocationTest {

    private static final int WARM_UP = 20_000;
    private static final int MEASURED = 10_000;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void servingRequestsAllocatesNothing(boolean packed) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        VirtioFsConfig config =
                VirtioFsConfig.tagged("myfs")
                        .ringFormat(packed ? RingFormat.PACKED : RingFormat.SPLIT)
                        .build();
        long features = FsGuest.FEATURES | (packed ? VirtioFeature.RING_PACKED : 0);
        RequestHandler handler = FsGuest.handler(RequestPathAllocationTest::answer);
        try (FsGuest guest = new FsGuest(config, handler)) {
            DriverRing requests = guest.start(features).get(1);
            guest.machine.connectCpus((cpu, identity) -> {});
            long allocated = 0;
            for (int i = 0; i < WARM_UP + MEASURED; i++) {
                requests.enableInterrupts();
                guest.send(requests, 1, 3, 120);
                long before = threads.getCurrentThreadAllocatedBytes();
                var _ = guest.simulation.run(RequestPathAllocationTest::never);
                long after = threads.getCurrentThreadAllocatedBytes();
                if (i >= WARM_UP) {
                    allocated += after - before;
                }
                assertThat(requests.take()).isNotNull();
            }
            assertThat(allocated).as("bytes for %d requests", MEASURED).isLessThan(MEASURED);
        }
    }

    private static boolean never() {
        return false;
    }

    private static void answer(FuseExchange exchange) {
        HandMadeReply.reply(exchange, 104);
    }
}
