package dev.fuselage.kernel.program.file;

/**
 * How files are copied.
 *
 * @param recursive directories with their contents
 * @param preserve owner, mode and times of the original
 * @param archive also extended attributes and which names are the same file
 * @param keepLinks copy links as links; otherwise what they point at
 * @param force remove a file that cannot be opened for writing, and try again
 * @param replacing what happens to files that are there
 * @param making what is made of regular files
 * @param verbose say what is copied
 */
record CopyOptions(
        boolean recursive,
        boolean preserve,
        boolean archive,
        boolean keepLinks,
        boolean force,
        Replacing replacing,
        Making making,
        boolean verbose) {

    /** Which files that are there already are replaced. */
    enum Replacing {
        ALWAYS,
        ASK,
        /** Those last changed before the source ({@code -u}). */
        OLDER,
        NEVER
    }

    /** What a regular file becomes. */
    enum Making {
        COPIES,
        HARD_LINKS,
        SYMBOLIC_LINKS
    }

    /** {@code cp -a}, as moving to another file system does it. */
    static final CopyOptions ARCHIVE =
            new CopyOptions(true, true, true, true, true, Replacing.ALWAYS, Making.COPIES, false);
}
