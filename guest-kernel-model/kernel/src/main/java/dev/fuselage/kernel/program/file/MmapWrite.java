package dev.fuselage.kernel.program.file;

import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.mm.MmapFlags;
import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.Mapping;
import dev.fuselage.kernel.program.libc.Options;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** {@code mmap-write}: stores a text into a file through a shared mapping. */
public final class MmapWrite implements Program {

    @Override
    public String synopsis() {
        return "[-s] [-o OFFSET] FILE TEXT";
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        Options o = Options.of("so:", "sync=s", "offset=o").parse(args);
        if (o.operands().size() != 2) {
            throw new BadUsage("a file and a text are needed");
        }
        String file = o.operands().get(0);
        byte[] text = o.operands().get(1).getBytes(StandardCharsets.ISO_8859_1);
        long offset = MmapRange.offset(o);
        long fd = c.open(file, OpenFlags.O_RDWR);
        if (fd < 0) {
            c.complain(file, fd);
            return 1;
        }
        long error = text.length == 0 ? 0 : store(c, (int) fd, offset, text, o.has('s'));
        long closed = c.close((int) fd);
        error = error < 0 ? error : closed;
        if (error < 0) {
            c.complain(file, error);
        }
        return error < 0 ? 1 : 0;
    }

    private static long store(Libc c, int fd, long offset, byte[] text, boolean sync) {
        Mapping map = new Mapping();
        int protection = MmapFlags.PROT_READ | MmapFlags.PROT_WRITE;
        long error = c.mmap(map, fd, offset, text.length, protection, MmapFlags.MAP_SHARED);
        if (error < 0) {
            return error;
        }
        c.store(map, 0, text, text.length);
        if (sync) {
            error = c.msync(map, MmapFlags.MS_SYNC);
        }
        long unmapped = c.munmap(map);
        return error < 0 ? error : unmapped;
    }
}
