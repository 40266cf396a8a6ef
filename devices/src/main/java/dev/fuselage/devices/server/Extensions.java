package dev.fuselage.devices.server;

import dev.fuselage.devices.fs.Caller;
import dev.fuselage.fuse.ExtType;
import dev.fuselage.fuse.FuseExtHeader;
import dev.fuselage.fuse.FuseSuppGroups;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.Errno;

/**
 * The records after the names of a request that makes a file: groups of the caller, security
 * contexts ({@code fuse_ext_header}). Each has its size and type in front and is a multiple of 8
 * bytes long.
 */
final class Extensions {

    private Extensions() {}

    /**
     * Reads the records between two places.
     *
     * @param args arguments of the request
     * @param caller gets the supplementary groups
     * @return 0, or -EINVAL for records that contradict their sizes
     */
    static int read(Wire args, int from, int end, Caller caller) {
        long base = args.base();
        int at = from;
        int error = 0;
        while (at < end && error == 0) {
            if (end - at < FuseExtHeader.SIZE) {
                error = -Errno.EINVAL;
                break;
            }
            args.at(args.segment(), base + at);
            long size = FuseExtHeader.SIZE_FIELD.getUnsigned(args);
            int type = FuseExtHeader.TYPE.get(args);
            if (size < FuseExtHeader.SIZE || size % 8 != 0 || size > end - at) {
                error = -Errno.EINVAL;
            } else if (type == ExtType.EXT_GROUPS) {
                error = readGroups(args, base + at, (int) size, caller);
            }
            // Security contexts were not agreed on; like any record not known they are passed over.
            at += (int) size;
        }
        args.at(args.segment(), base);
        return error;
    }

    private static int readGroups(Wire args, long record, int size, Caller caller) {
        if (size < FuseExtHeader.SIZE + FuseSuppGroups.SIZE) {
            return -Errno.EINVAL;
        }
        args.at(args.segment(), record + FuseExtHeader.SIZE);
        long count = FuseSuppGroups.NR_GROUPS.getUnsigned(args);
        boolean fits = count <= (size - FuseExtHeader.SIZE - FuseSuppGroups.SIZE) / 4;
        if (!fits || count + caller.groupCount() > Caller.MAX_GROUPS) {
            return -Errno.EINVAL;
        }
        for (int i = 0; i < count; i++) {
            caller.addGroup(FuseSuppGroups.group(args, i));
        }
        return 0;
    }
}
