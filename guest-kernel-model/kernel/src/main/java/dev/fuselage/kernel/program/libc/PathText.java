package dev.fuselage.kernel.program.libc;

/** Paths as text: nothing here asks the file system. */
public final class PathText {

    private PathText() {}

    /** {@code dir/name}, with one slash between. */
    public static String join(String dir, String name) {
        return dir.endsWith("/") ? dir + name : dir + "/" + name;
    }

    /** The last component, without slashes behind it; {@code /} for the root. */
    public static String base(String path) {
        String trimmed = trim(path);
        return trimmed.equals("/") ? trimmed : trimmed.substring(trimmed.lastIndexOf('/') + 1);
    }

    /** Everything before the last component: {@code .} when there is nothing. */
    public static String parent(String path) {
        String trimmed = trim(path);
        int slash = trimmed.lastIndexOf('/');
        return slash < 0 ? "." : slash == 0 ? "/" : trim(trimmed.substring(0, slash));
    }

    /** The path without slashes at its end. */
    public static String trim(String path) {
        int end = path.length();
        while (end > 1 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }
}
