package dev.fuselage.devices.fs.host;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.fuselage.devices.fs.DirectorySink;
import dev.fuselage.devices.fs.FileName;
import dev.fuselage.devices.fs.HandleResult;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.fuse.linux.Seek;
import java.lang.foreign.MemorySegment;

/**
 * Reading directories: the host's entries, names as they are, with the host's own offsets. Those
 * are cookies of the host's file system, valid however the directory changes.
 */
final class HostDirectories {

    /** Longest name a kernel passes through FUSE ({@code FUSE_NAME_MAX}); a host's are shorter. */
    private static final int LONGEST_NAME = 1024;

    private static final long D_INO = 0;
    private static final long D_OFF = 8;
    private static final long D_RECLEN = 16;
    private static final long D_TYPE = 18;
    private static final long D_NAME = 19;

    private final LinuxSystemCalls calls;
    private final HostDescriptors descriptors;
    private final HostNodes nodes;
    private final OpenHandles handles;
    private final int openFlags;
    private final EntryBuffers buffers;
    private final FileName name = FileName.reusable(LONGEST_NAME);

    HostDirectories(Host host) {
        buffers = new EntryBuffers(host.arena());
        calls = host.calls();
        descriptors = host.descriptors();
        nodes = host.nodes();
        handles = host.handles();
        openFlags = calls.architecture().openFlags(OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
    }

    int opendir(HostNode node, HandleResult out) {
        if (!node.isDirectory()) {
            return -Errno.ENOTDIR;
        }
        int fd = descriptor(node);
        if (fd < 0) {
            return fd;
        }
        HostDirectory directory = new HostDirectory(node, fd);
        handles.add(directory);
        out.set(directory);
        return 0;
    }

    private int descriptor(HostNode node) {
        int held = descriptors.of(node);
        return held < 0 ? held : descriptors.reopen(held, openFlags);
    }

    /** Opens a directory that a snapshot had open; one that cannot be opened is gone. */
    HostDirectory openAgain(HostNode node) {
        int fd = node.isDirectory() ? descriptor(node) : -Errno.ESTALE;
        HostDirectory directory = new HostDirectory(node, fd < 0 ? -Errno.ESTALE : fd);
        handles.add(directory);
        return directory;
    }

    void releasedir(HostDirectory directory) {
        handles.release(directory);
        buffers.giveBack(directory);
    }

    int readdir(HostDirectory directory, long offset, DirectorySink sink) {
        if (directory.descriptor() < 0) {
            return directory.descriptor();
        }
        MemorySegment entries = buffers.lend(directory);
        int error = seek(directory, offset);
        boolean someTaken = false;
        while (error == 0) {
            if (directory.at == directory.filled) {
                int filled = fill(directory, entries);
                if (filled <= 0) {
                    // What was taken so far counts; an error is met again at the next offset.
                    return someTaken ? 0 : filled;
                }
            }
            if (!pass(directory, entries, sink)) {
                return 0;
            }
            someTaken = true;
        }
        return error;
    }

    private int seek(HostDirectory directory, long offset) {
        if (directory.positioned && offset == directory.offset) {
            return 0;
        }
        directory.forgetEntries();
        long result = calls.call(SystemCall.LSEEK, directory.descriptor(), offset, Seek.SEEK_SET);
        if (result < 0) {
            return (int) result;
        }
        directory.offset = offset;
        directory.positioned = true;
        return 0;
    }

    private int fill(HostDirectory directory, MemorySegment entries) {
        int filled =
                (int)
                        calls.call(
                                SystemCall.GETDENTS64,
                                directory.descriptor(),
                                entries.address(),
                                EntryBuffers.SIZE);
        directory.at = 0;
        directory.filled = Math.max(filled, 0);
        return filled;
    }

    /** Offers the next entry; moves past it if it was taken. */
    private boolean pass(HostDirectory directory, MemorySegment entries, DirectorySink sink) {
        int at = directory.at;
        int size = Short.toUnsignedInt(entries.get(JAVA_SHORT_UNALIGNED, at + D_RECLEN));
        long next = entries.get(JAVA_LONG_UNALIGNED, at + D_OFF);
        long ino = entries.get(JAVA_LONG_UNALIGNED, at + D_INO);
        int type = Byte.toUnsignedInt(entries.get(JAVA_BYTE, at + D_TYPE));
        name.set(entries, at + D_NAME, nameLength(entries, at, size));
        if (directory.node() == nodes.root() && name.isDotDot()) {
            // The guest's root is its own parent; what is above the share is none of its business.
            ino = directory.node().ino();
        }
        if (!sink.entry(name, ino, type, next)) {
            return false;
        }
        directory.at = at + size;
        directory.offset = next;
        return true;
    }

    private static int nameLength(MemorySegment entries, int at, int size) {
        long end = at + D_NAME;
        while (end < at + size && entries.get(JAVA_BYTE, end) != 0) {
            end++;
        }
        return (int) (end - at - D_NAME);
    }
}
