package dev.fuselage.devices.server;

import dev.fuselage.devices.fs.FileName;
import dev.fuselage.devices.fs.FileSystem;
import dev.fuselage.devices.fs.FileSystemUser;
import dev.fuselage.devices.fs.Handle;
import dev.fuselage.devices.fs.Node;
import dev.fuselage.fuse.linux.OpenFlags;
import java.util.Arrays;

/** The steps a recording's host did behind the guest's back, on a file system of ours. */
final class HostSteps {

    /** Size of the program that {@code tiny} stands for. */
    private static final int TINY = 1384;

    private static final int CHUNK = 1 << 19;

    private final FileSystemUser user;

    HostSteps(FileSystem fs) {
        user = new FileSystemUser(fs);
    }

    void run(String step) {
        String[] w = step.split(" ", -1);
        switch (w[0]) {
            case "mkdir" -> mkdir(w[1]);
            case "file" -> make(w[1], Integer.parseInt(w[2]));
            case "sparse" -> {
                make(w[1], 0);
                FileSystemUser.ok(user.truncate(walk(w[1]), null, Long.parseLong(w[2])));
            }
            case "append" -> {
                Node n = walk(w[1]);
                fill(n, user.stat(n).size, Integer.parseInt(w[2]), 'A');
            }
            case "over" ->
                    fill(walk(w[1]), Long.parseLong(w[2]), Integer.parseInt(w[3]), w[4].charAt(0));
            case "trunc" ->
                    FileSystemUser.ok(user.truncate(walk(w[1]), null, Long.parseLong(w[2])));
            case "rm" -> FileSystemUser.ok(user.fs.unlink(parent(w[1]), FileName.of(name(w[1]))));
            case "mv" ->
                    FileSystemUser.ok(
                            user.rename(parent(w[1]), name(w[1]), parent(w[2]), name(w[2]), 0));
            case "chmod" -> {
                boolean modeFirst = Character.isDigit(w[1].charAt(0)) && w[1].length() >= 3;
                user.chmod(
                        walk(modeFirst ? w[2] : w[1]),
                        Integer.parseInt(modeFirst ? w[1] : w[2], 8));
            }
            case "many" -> {
                for (int i = 0; i < Integer.parseInt(w[2]); i++) {
                    make(w[1] + "/f%03d".formatted(i), 0);
                }
            }
            case "xattr" -> FileSystemUser.ok(user.setxattr(walk(w[1]), w[2], w[3], 0));
            case "tiny" -> {
                make(w[1], TINY);
                user.chmod(walk(w[1]), 0755);
            }
            default -> throw new IllegalArgumentException("host step: " + step);
        }
    }

    private void mkdir(String path) {
        int slash = path.lastIndexOf('/');
        if (slash >= 0 && !user.exists(user.fs.root(), path.substring(0, path.indexOf('/')))) {
            mkdir(path.substring(0, slash));
        }
        user.mkdir(parent(path), name(path));
    }

    private void make(String path, int size) {
        user.touch(parent(path), name(path));
        fill(walk(path), 0, size, 'x');
    }

    private void fill(Node node, long offset, int size, char with) {
        Handle h = user.open(node, OpenFlags.O_RDWR);
        byte[] bytes = new byte[CHUNK];
        Arrays.fill(bytes, (byte) with);
        for (int at = 0; at < size; at += CHUNK) {
            byte[] part = Arrays.copyOf(bytes, Math.min(CHUNK, size - at));
            FileSystemUser.ok(user.write(h, offset + at, part, 0));
        }
        user.fs.release(h);
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private Node parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? user.fs.root() : walk(path.substring(0, slash));
    }

    private Node walk(String path) {
        Node at = user.fs.root();
        for (String part : path.split("/", -1)) {
            at = user.find(at, part).node();
        }
        return at;
    }
}
