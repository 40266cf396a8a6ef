package dev.fuselage.devices.virtiofs;

import dev.fuselage.devices.virtio.VirtioFeature;
import java.util.ArrayList;
import java.util.List;

/**
 * What a driver negotiates about its rings.
 *
 * @param packed packed rings instead of split ones
 * @param indirect chains in tables of their own
 * @param eventIndex event suppression by index
 */
record RingKind(boolean packed, boolean indirect, boolean eventIndex) {

    /** As Linux drives a device that offers everything but packed rings. */
    static final RingKind SPLIT = new RingKind(false, true, true);

    /** As Linux drives a device that offers everything. */
    static final RingKind PACKED = new RingKind(true, true, true);

    /** Both formats. */
    static List<RingKind> formats() {
        return List.of(SPLIT, PACKED);
    }

    /** Every combination. */
    static List<RingKind> all() {
        List<RingKind> kinds = new ArrayList<>();
        for (int bits = 0; bits < 8; bits++) {
            kinds.add(new RingKind((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0));
        }
        return kinds;
    }

    /** The features to negotiate. */
    long features() {
        return VirtioFeature.VERSION_1
                | VirtioFeature.RING_RESET
                | (packed ? VirtioFeature.RING_PACKED : 0)
                | (indirect ? VirtioFeature.INDIRECT_DESC : 0)
                | (eventIndex ? VirtioFeature.EVENT_IDX : 0);
    }

    /** A device that offers rings of this format. */
    VirtioFsConfig.Builder device() {
        return VirtioFsConfig.tagged("myfs")
                .ringFormat(packed ? RingFormat.PACKED : RingFormat.SPLIT);
    }

    @Override
    public String toString() {
        return (packed ? "packed" : "split")
                + (indirect ? ", indirect" : "")
                + (eventIndex ? ", event index" : "");
    }
}
