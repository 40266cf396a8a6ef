package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.mm.IovIter;
import dev.fuselage.kernel.mm.Page;
import dev.fuselage.kernel.mm.PageAllocator;
import dev.fuselage.machine.memory.HostMemory;
import java.nio.charset.StandardCharsets;

/**
 * Reading and writing a file of a {@link PseudoFs}: the text is made at the first read, a write is
 * taken as a whole.
 */
final class PseudoFileOperations extends FileOperations {
    private final PseudoNode.File node;

    PseudoFileOperations(PseudoNode.File node) {
        this.node = node;
    }

    @Override
    public boolean hasReadIter() {
        return true;
    }

    @Override
    public boolean hasWriteIter() {
        return true;
    }

    @Override
    public boolean hasLlseek() {
        return true;
    }

    @Override
    public long llseek(OpenFile file, long offset, int whence) {
        return FileIo.genericSeek(file, offset, whence);
    }

    @Override
    public long readIter(Kiocb iocb, IovIter to) {
        OpenFile file = iocb.file();
        byte[] text;
        if (iocb.pos > 0 && file.privateData instanceof byte[] known) {
            text = known;
        } else {
            text = node.text().getBytes(StandardCharsets.ISO_8859_1);
            file.privateData = text;
        }
        PageAllocator pages = file.inode().sb.vfs().pages();
        Page page = pages.allocate();
        long done = 0;
        while (to.count() > 0 && iocb.pos < text.length) {
            int piece = (int) Math.min(Math.min(text.length - iocb.pos, Page.SIZE), to.count());
            HostMemory.copy(text, (int) iocb.pos, page.hostAddress(), piece);
            int copied = to.copyFromPage(page, 0, piece);
            iocb.pos += copied;
            done += copied;
            if (copied < piece) {
                done = done > 0 ? done : -Errno.EFAULT;
                break;
            }
        }
        page.put();
        return done;
    }

    @Override
    public long writeIter(Kiocb iocb, IovIter from) {
        int length = (int) Math.min(from.count(), Page.SIZE);
        Page page = iocb.file().inode().sb.vfs().pages().allocate();
        int copied = from.copyToPage(page, 0, length);
        byte[] text = new byte[copied];
        HostMemory.copy(page.hostAddress(), text, 0, copied);
        page.put();
        if (copied < length) {
            return -Errno.EFAULT;
        }
        int error = node.write(new String(text, StandardCharsets.ISO_8859_1));
        if (error < 0) {
            return error;
        }
        iocb.pos += copied;
        return copied;
    }
}
