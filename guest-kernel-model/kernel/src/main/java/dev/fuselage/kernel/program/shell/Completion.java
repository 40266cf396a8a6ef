package dev.fuselage.kernel.program.shell;

import dev.fuselage.fuse.linux.DirentType;
import dev.fuselage.kernel.program.libc.DirectoryEntry;
import dev.fuselage.kernel.program.libc.Libc;
import java.util.ArrayList;
import java.util.List;

/** Finds how a path that a person has begun to type may go on. */
final class Completion {

    private Completion() {}

    /** All paths that begin so, sorted; directories end with a slash. */
    static List<String> of(Libc c, String begun) {
        int slash = begun.lastIndexOf('/');
        String prefix = begun.substring(0, slash + 1);
        String name = begun.substring(slash + 1);
        List<DirectoryEntry> entries = new ArrayList<>();
        List<String> paths = new ArrayList<>();
        if (c.readDirectory(prefix.isEmpty() ? "." : prefix, entries) < 0) {
            return paths;
        }
        for (DirectoryEntry entry : entries) {
            boolean hidden = entry.name().startsWith(".") && name.isEmpty();
            if (entry.name().startsWith(name) && !hidden) {
                boolean directory = entry.type() == DirentType.DT_DIR;
                paths.add(prefix + entry.name() + (directory ? "/" : ""));
            }
        }
        paths.sort(null);
        return paths;
    }
}
