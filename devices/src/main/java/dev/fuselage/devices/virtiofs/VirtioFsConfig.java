package dev.fuselage.devices.virtiofs;

import java.nio.charset.StandardCharsets;

/**
 * What a virtio-fs device is built with. Every limit that a user can exceed is checked here, with a
 * message fit for the user.
 *
 * @param tag name the guest mounts by: 1 to 36 bytes of UTF-8 without a line feed or a NUL
 * @param requestQueues number of request queues, 1 to {@link #MAX_REQUEST_QUEUES}
 * @param queueSize descriptors of each queue, a power of two from 8 to 32768
 * @param ringFormat virtqueue formats offered
 * @param workers host threads serving the request queues, 1 to {@link #MAX_WORKERS}
 * @param indirect whether a request may take one descriptor, which points to a table with the rest
 *     (VIRTIO_F_INDIRECT_DESC)
 * @param daxBytes size of the DAX window, a power of two of at least 2 MiB; 0 for none
 */
public record VirtioFsConfig(
        String tag,
        int requestQueues,
        int queueSize,
        RingFormat ringFormat,
        boolean indirect,
        int workers,
        long daxBytes) {

    /** Bytes of the tag field (virtio 1.2, section 5.11.4). */
    public static final int TAG_BYTES = 36;

    /** One notification address each, with the high-priority queue, in the transport's page. */
    public static final int MAX_REQUEST_QUEUES = 1023;

    /** Threads of a host that serves one share; more only cost start-up time. */
    public static final int MAX_WORKERS = 256;

    /** A mapping of Linux is this long, and a window without room for one hangs the guest. */
    public static final long MIN_DAX_BYTES = 2L << 20;

    /** What a guest of Sv39 can still map beside as much RAM (its linear map ends at 124 GiB). */
    public static final long MAX_DAX_BYTES = 64L << 30;

    /** Linux keeps four descriptors for headers and refuses queues with none left for data. */
    private static final int MIN_QUEUE_SIZE = 8;

    private static final int MAX_QUEUE_SIZE = 32768;

    public VirtioFsConfig {
        checkTag(tag);
        checkRange("queues", requestQueues, 1, MAX_REQUEST_QUEUES);
        checkRange("queue-size", queueSize, MIN_QUEUE_SIZE, MAX_QUEUE_SIZE);
        if (Integer.bitCount(queueSize) != 1) {
            throw new IllegalArgumentException(
                    "queue-size=" + queueSize + ": must be a power of two");
        }
        checkRange("workers", workers, 1, MAX_WORKERS);
        if (daxBytes != 0 && (daxBytes < MIN_DAX_BYTES || Long.bitCount(daxBytes) != 1)) {
            throw new IllegalArgumentException(
                    "dax=" + daxBytes + ": must be a power of two of at least 2 MiB");
        }
        if (daxBytes > MAX_DAX_BYTES) {
            throw new IllegalArgumentException("dax=" + daxBytes + ": must be at most 64 GiB");
        }
    }

    private static void checkTag(String tag) {
        int bytes = tag.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0) {
            throw new IllegalArgumentException("tag: must not be empty");
        }
        if (bytes > TAG_BYTES) {
            throw new IllegalArgumentException(
                    "tag=%s: %d bytes of UTF-8, at most %d fit".formatted(tag, bytes, TAG_BYTES));
        }
        if (tag.indexOf('\n') >= 0 || tag.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("tag: must not contain a line feed or a NUL");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(tag)) {
            throw new IllegalArgumentException("tag: cannot be written in UTF-8");
        }
    }

    private static void checkRange(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "%s=%d: must be from %d to %d".formatted(option, value, least, most));
        }
    }

    /** A device with the defaults: one request queue of 128, split ring, one worker, no window. */
    public static Builder tagged(String tag) {
        return new Builder(tag);
    }

    /** Collects the parts of a configuration; nothing is checked before {@link #build}. */
    public static final class Builder {

        private final String tag;
        private int requestQueues = 1;
        private int queueSize = 128;
        private RingFormat ringFormat = RingFormat.SPLIT;
        private boolean indirect = true;
        private int workers = 1;
        private long daxBytes;

        private Builder(String tag) {
            this.tag = tag;
        }

        /** Number of request queues. */
        public Builder requestQueues(int count) {
            requestQueues = count;
            return this;
        }

        /** Descriptors of each queue. */
        public Builder queueSize(int descriptors) {
            queueSize = descriptors;
            return this;
        }

        /** Virtqueue formats offered. */
        public Builder ringFormat(RingFormat format) {
            ringFormat = format;
            return this;
        }

        /** Whether a request may take one descriptor, which points to a table with the rest. */
        public Builder indirect(boolean offered) {
            indirect = offered;
            return this;
        }

        /** Host threads serving the request queues. */
        public Builder workers(int threads) {
            workers = threads;
            return this;
        }

        /** Size of the DAX window in bytes, 0 for none. */
        public Builder daxBytes(long bytes) {
            daxBytes = bytes;
            return this;
        }

        /**
         * The configuration.
         *
         * @throws IllegalArgumentException for a value out of range, naming the option
         */
        public VirtioFsConfig build() {
            return new VirtioFsConfig(
                    tag, requestQueues, queueSize, ringFormat, indirect, workers, daxBytes);
        }
    }
}
