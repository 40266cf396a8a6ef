package dev.fuselage.kernel;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.log.KernelLog;
import dev.fuselage.kernel.mm.IovIter;
import dev.fuselage.kernel.mm.Page;
import dev.fuselage.kernel.mm.PageAllocator;
import dev.fuselage.kernel.vfs.FileOperations;
import dev.fuselage.kernel.vfs.Kiocb;
import dev.fuselage.machine.memory.HostMemory;
import java.nio.charset.StandardCharsets;

/**
 * {@code /dev/kmsg}: each read gives one line of the kernel's messages, then 0. Lines are as {@code
 * dmesg} prints them, without the prefix of priority and sequence number.
 */
final class MessageDevice extends FileOperations {
    private final KernelLog log;
    private final PageAllocator pages;

    MessageDevice(KernelLog log, PageAllocator pages) {
        this.log = log;
        this.pages = pages;
    }

    @Override
    public boolean hasReadIter() {
        return true;
    }

    @Override
    public long readIter(Kiocb iocb, IovIter to) {
        // The position counts lines: a reader sees each once.
        String line = log.line(iocb.pos);
        if (line == null) {
            return 0;
        }
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.ISO_8859_1);
        int length = (int) Math.min(Math.min(bytes.length, Page.SIZE), to.count());
        Page page = pages.allocate();
        HostMemory.copy(bytes, 0, page.hostAddress(), length);
        int copied = to.copyFromPage(page, 0, length);
        page.put();
        if (copied < length) {
            return -Errno.EFAULT;
        }
        iocb.pos++;
        return copied;
    }
}
