package dev.fuselage.kernel.exec;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.mm.IovIter;
import dev.fuselage.kernel.mm.Page;
import dev.fuselage.kernel.mm.PageVector;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.FileIo;
import dev.fuselage.kernel.vfs.Kiocb;
import dev.fuselage.kernel.vfs.OpenFile;
import dev.fuselage.machine.memory.HostMemory;

/** The kernel reads a file for itself. */
final class KernelRead {
    private KernelRead() {}

    /** Fills an array from a place in a file: bytes, fewer at its end, or negative. */
    @KernelFunction("kernel_read")
    static long read(OpenFile file, byte[] into, long pos) {
        PageVector pages = new PageVector((into.length + Page.SIZE - 1) >>> Page.SHIFT);
        for (int at = 0; at < into.length; at += Page.SIZE) {
            Page page = file.inode().sb.vfs().pages().allocate();
            pages.add(page, 0, Math.min(Page.SIZE, into.length - at));
        }
        IovIter to = new IovIter().pages(pages, IovIter.DEST);
        long read = FileIo.read(file, pos, to, new Kiocb());
        for (int at = 0; at < read; at += Page.SIZE) {
            int piece = (int) Math.min(Page.SIZE, read - at);
            HostMemory.copy(pages.page(at >>> Page.SHIFT).hostAddress(), into, at, piece);
        }
        pages.putAll();
        return read;
    }

    /** Reads all of it (elf_read): 0, -EIO when the file is too short, or what went wrong. */
    @KernelFunction("elf_read")
    static int exactly(OpenFile file, byte[] into, long pos) {
        long read = read(file, into, pos);
        return read == into.length ? 0 : read < 0 ? (int) read : -Errno.EIO;
    }
}
