package dev.fuselage.cli.fetch;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * An initial RAM file system of a directory: the cpio archive "newc" of the kernel's {@code
 * Documentation/driver-api/early-userspace/buffer-format.rst}, not compressed.
 *
 * <p>Everything in it is root's and of the year 1970, and names are in order: the same files give
 * the same bytes, whoever packs them. {@code /dev/console} and {@code /dev/null} are added, which
 * the kernel opens for its first program and which only root could have put into the directory.
 */
public final class Initramfs {

    private static final int DIRECTORY = 0040000;
    private static final int CHARACTER_DEVICE = 0020000;
    private static final int REGULAR = 0100000;
    private static final int SYMBOLIC_LINK = 0120000;

    /** A field of eight hexadecimal digits holds no more. */
    private static final long LONGEST_FILE = 0xffff_ffffL;

    private static final String TRAILER = "TRAILER!!!";

    private final OutputStream out;
    private long written;
    private int inode;

    private Initramfs(OutputStream out) {
        this.out = out;
    }

    /** Packs a directory into a file, which is replaced. */
    public static void pack(Path directory, Path file) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            new Initramfs(out).write(directory);
        }
    }

    private void write(Path directory) throws IOException {
        List<String> names;
        try (Stream<Path> files = Files.walk(directory)) {
            names =
                    files.map(path -> directory.relativize(path).toString())
                            .filter(name -> !name.isEmpty())
                            .filter(name -> !name.equals("dev") && !name.startsWith("dev/"))
                            .sorted()
                            .toList();
        }
        entry(".", DIRECTORY | mode(directory), 0, 0);
        entry("dev", DIRECTORY | 0755, 0, 0);
        node("dev/console", 0600, 5, 1);
        node("dev/null", 0666, 1, 3);
        for (String name : names) {
            add(name, directory.resolve(name));
        }
        entry(TRAILER, 0, 0, 0);
    }

    private void add(String name, Path path) throws IOException {
        PosixFileAttributes attributes =
                Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (attributes.isSymbolicLink()) {
            byte[] target =
                    Files.readSymbolicLink(path).toString().getBytes(StandardCharsets.UTF_8);
            entry(name, SYMBOLIC_LINK | 0777, target.length, 0);
            put(target);
            align();
        } else if (attributes.isDirectory()) {
            entry(name, DIRECTORY | mode(path), 0, 0);
        } else if (attributes.isRegularFile()) {
            content(name, path, attributes.size());
        }
    }

    private void content(String name, Path path, long size) throws IOException {
        if (size > LONGEST_FILE) {
            throw new IOException(name + ": longer than an initramfs can hold");
        }
        entry(name, REGULAR | mode(path), size, 0);
        long copied = Files.copy(path, out);
        if (copied != size) {
            throw new IOException(name + ": changed while it was packed");
        }
        written += copied;
        align();
    }

    private static int mode(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777;
    }

    private void node(String name, int permissions, int major, int minor) throws IOException {
        entry(name, CHARACTER_DEVICE | permissions, 0, major << 8 | minor);
    }

    /** One header with its name. */
    private void entry(String name, int mode, long size, int device) throws IOException {
        byte[] bytes = (name + "\0").getBytes(StandardCharsets.UTF_8);
        boolean directory = (mode & 0170000) == DIRECTORY;
        long[] fields = {
            name.equals(TRAILER) ? 0 : ++inode,
            mode,
            0,
            0,
            directory ? 2 : 1,
            0,
            size,
            0,
            0,
            device >>> 8,
            device & 0xff,
            bytes.length,
            0
        };
        StringBuilder header = new StringBuilder("070701");
        for (long field : fields) {
            header.append(String.format(Locale.ROOT, "%08x", field));
        }
        put(header.toString().getBytes(StandardCharsets.US_ASCII));
        put(bytes);
        align();
    }

    private void put(byte[] bytes) throws IOException {
        out.write(bytes);
        written += bytes.length;
    }

    /** Headers and contents begin at multiples of 4. */
    private void align() throws IOException {
        put(new byte[(int) (-written & 3)]);
    }
}
