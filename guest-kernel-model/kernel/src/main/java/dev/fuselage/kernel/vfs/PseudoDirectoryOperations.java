package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.DirentType;
import java.util.ArrayList;
import java.util.List;

/** Listing a directory of a {@link PseudoFs}. */
final class PseudoDirectoryOperations extends FileOperations {
    private static final int FIRST = 2;

    private final PseudoNode.Directory directory;

    PseudoDirectoryOperations(PseudoNode.Directory directory) {
        this.directory = directory;
    }

    @Override
    public boolean hasIterate() {
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
    public int iterateShared(OpenFile file, DirContext ctx) {
        if (!RamDirectoryOperations.emitDots(file.dentry(), ctx)) {
            return 0;
        }
        List<String> names = new ArrayList<>();
        directory.fixedNames().forEach(names::add);
        directory.dynamicNames().forEach(names::add);
        while (ctx.pos - FIRST < names.size()) {
            String name = names.get((int) ctx.pos - FIRST);
            PseudoNode node = directory.find(name);
            if (node != null && !ctx.emit(name, ctx.pos, type(node))) {
                return 0;
            }
            ctx.pos++;
        }
        return 0;
    }

    private static int type(PseudoNode node) {
        return switch (node) {
            case PseudoNode.Directory directory -> DirentType.DT_DIR;
            case PseudoNode.File file -> DirentType.DT_REG;
            case PseudoNode.Link link -> DirentType.DT_LNK;
        };
    }
}
