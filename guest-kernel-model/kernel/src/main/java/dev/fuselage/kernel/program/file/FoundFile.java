package dev.fuselage.kernel.program.file;

import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.PathText;
import dev.fuselage.kernel.vfs.Kstat;

/** A file that {@code find} looks at. */
final class FoundFile {

    final Libc c;
    final String path;
    final Kstat stat;

    /** How far below the path named on the command line. */
    final int depth;

    /** The length of the path named on the command line. */
    final int startLength;

    /** Set by {@code -prune}: the contents are not looked at. */
    boolean pruned;

    FoundFile(Libc c, String path, Kstat stat, int depth, int startLength) {
        this.c = c;
        this.path = path;
        this.stat = stat;
        this.depth = depth;
        this.startLength = startLength;
    }

    FoundFile child(String name, Kstat childStat) {
        return new FoundFile(c, PathText.join(path, name), childStat, depth + 1, startLength);
    }

    /** The path without the one named on the command line. */
    String pathBelowStart() {
        String below = path.substring(startLength);
        return below.startsWith("/") ? below.substring(1) : below;
    }
}
