package dev.fuselage.kernel.mm;

/**
 * What {@link AddressSpaceOperations#writepages} is to write (struct writeback_control). Reusable.
 */
public final class WritebackControl {
    /** Wait for every page (WB_SYNC_ALL). */
    public boolean syncAll;

    /** First byte. */
    public long rangeStart;

    /** Last byte. */
    public long rangeEnd = Long.MAX_VALUE;

    /** Pages still to write; counted down. */
    public long nrToWrite = Long.MAX_VALUE;

    /** Sets all members. */
    public WritebackControl set(boolean sync, long start, long end) {
        syncAll = sync;
        rangeStart = start;
        rangeEnd = end;
        nrToWrite = Long.MAX_VALUE;
        return this;
    }
}
