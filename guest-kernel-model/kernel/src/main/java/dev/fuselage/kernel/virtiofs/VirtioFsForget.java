package dev.fuselage.kernel.virtiofs;

import dev.fuselage.fuse.FuseForgetIn;
import dev.fuselage.fuse.FuseInHeader;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.Wire;
import dev.fuselage.machine.memory.HostMemory;

/** A FORGET message in guest memory ({@code struct virtio_fs_forget_req}), used again and again. */
final class VirtioFsForget {
    static final int SIZE = FuseInHeader.SIZE + FuseForgetIn.SIZE;

    private final long gpa;
    private final Wire header = new Wire();
    private final Wire argument = new Wire();

    VirtioFsForget(long gpa, long hostAddress) {
        this.gpa = gpa;
        header.at(HostMemory.ALL, hostAddress);
        argument.at(header, FuseInHeader.SIZE);
    }

    long gpa() {
        return gpa;
    }

    void fill(long unique, long nodeid, long nlookup) {
        FuseInHeader.STRUCT.clear(header);
        FuseInHeader.LEN.set(header, SIZE);
        FuseInHeader.OPCODE.set(header, Opcode.FORGET.number());
        FuseInHeader.UNIQUE.set(header, unique);
        FuseInHeader.NODEID.set(header, nodeid);
        FuseForgetIn.NLOOKUP.set(argument, nlookup);
    }
}
