package dev.fuselage.kernel.program.file;

import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.mm.MmapFlags;
import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.Mapping;
import dev.fuselage.kernel.program.libc.Options;
import dev.fuselage.kernel.vfs.Kstat;
import java.util.List;

/** {@code mmap-read}: prints a file, or a part of it, through a mapping. */
public final class MmapRead implements Program {
    private static final int PIECE = 1 << 16;

    @Override
    public String synopsis() {
        return "[-p] [-r] [-o OFFSET] [-l LENGTH] FILE";
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        Options o =
                Options.of("pro:l:", "private=p", "random=r", "offset=o", "length=l").parse(args);
        String file = o.oneOperand();
        long offset = MmapRange.offset(o);
        long length = MmapRange.length(o);
        long fd = c.open(file, OpenFlags.O_RDONLY);
        if (fd < 0) {
            c.complain(file, fd);
            return 1;
        }
        Kstat stat = new Kstat();
        long error = c.fstat((int) fd, stat);
        long end = length < 0 ? Math.max(stat.size, offset) : offset + length;
        if (error == 0 && end > offset) {
            int sharing = o.has('p') ? MmapFlags.MAP_PRIVATE : MmapFlags.MAP_SHARED;
            error = print(c, (int) fd, offset, end, sharing, o.has('r'));
        }
        long _ = c.close((int) fd);
        if (error < 0) {
            c.complain(file, error);
        }
        return error < 0 ? 1 : 0;
    }

    private static long print(Libc c, int fd, long offset, long end, int sharing, boolean random) {
        Mapping map = new Mapping();
        long error = c.mmap(map, fd, offset, end - offset, MmapFlags.PROT_READ, sharing);
        if (error < 0) {
            return error;
        }
        if (random) {
            error = c.madvise(map, MmapFlags.MADV_RANDOM);
        }
        byte[] piece = new byte[(int) Math.min(PIECE, end - offset)];
        for (long at = 0; at < end - offset; at += piece.length) {
            int count = (int) Math.min(piece.length, end - offset - at);
            c.load(map, at, piece, count);
            c.out().write(piece, 0, count);
        }
        long unmapped = c.munmap(map);
        return error < 0 ? error : unmapped;
    }
}
