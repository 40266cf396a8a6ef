package dev.fuselage.kernel.program.file;

/**
 * How files are copied.
 *
 * @param recursive directories with their contents
 * @param preserve owner, mode and times of the original
 * @param archive also extended attributes and which names are the same file
 * @param keepLinks copy links as links; otherwise what they point at
 * @param force remove a file that cannot be opened for writing, and try again
 * @param keepExisting leave files alone that are there
 * @param verbose say what is copied
 */
record CopyOptions(
        boolean recursive,
        boolean preserve,
        boolean archive,
        boolean keepLinks,
        boolean force,
        boolean keepExisting,
        boolean verbose) {

    /** {@code cp -a}, as moving to another file system does it. */
    static final CopyOptions ARCHIVE = new CopyOptions(true, true, true, true, true, false, false);
}
