package dev.fuselage.kernel.vfs;

/** The operations of a file opened with O_PATH: none. */
final class PathFileOperations extends FileOperations {
    static final PathFileOperations INSTANCE = new PathFileOperations();

    private PathFileOperations() {}
}
