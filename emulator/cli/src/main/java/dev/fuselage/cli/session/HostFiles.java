package dev.fuselage.cli.session;

import dev.fuselage.devices.fs.Caller;
import dev.fuselage.devices.fs.FileName;
import dev.fuselage.devices.fs.FileSystem;
import dev.fuselage.devices.fs.Handle;
import dev.fuselage.devices.fs.HandleResult;
import dev.fuselage.devices.fs.Node;
import dev.fuselage.devices.fs.NodeResult;
import dev.fuselage.devices.fs.SetAttributes;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.machine.memory.IoVector;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * A share's files by path, as a process of the host sees them. It goes through the same file system
 * as the guests' servers, which never leaves the shared directory; links are not followed.
 *
 * <p>Results are 0 or a count, or a negative errno, as everywhere below.
 */
public final class HostFiles {

    private static final int CHUNK = 64 << 10;

    private final FileSystem files;
    private final Caller caller = new Caller();

    /** The files of a share. */
    public HostFiles(FileSystem files) {
        this.files = files;
    }

    /** What is done at the end of a path. */
    @FunctionalInterface
    private interface AtName {
        long apply(Node parent, FileName name);
    }

    /** What is done to a file. */
    @FunctionalInterface
    private interface ToNode {
        long apply(Node node);
    }

    /** What is done with an open file. */
    @FunctionalInterface
    private interface WithHandle {
        long apply(Handle handle);
    }

    private static List<FileName> components(String path) {
        List<FileName> names = new ArrayList<>();
        for (String part : path.split("/", -1)) {
            if (!part.isEmpty() && !part.equals(".")) {
                names.add(FileName.of(part));
            }
        }
        return names;
    }

    private static long complaint(List<FileName> names) {
        for (FileName name : names) {
            if (name.isDotDot()) {
                return -Errno.EPERM;
            }
            if (name.length() > FileName.NAME_MAX) {
                return -Errno.ENAMETOOLONG;
            }
            if (name.contains(0)) {
                return -Errno.EINVAL;
            }
        }
        return 0;
    }

    private long at(String path, AtName action) {
        List<FileName> names = components(path);
        long error = complaint(names);
        if (error < 0) {
            return error;
        }
        return names.isEmpty() ? -Errno.EBUSY : descend(files.root(), names, action);
    }

    private long descend(Node from, List<FileName> names, AtName action) {
        if (names.size() == 1) {
            return action.apply(from, names.get(0));
        }
        return find(
                from, names.get(0), node -> descend(node, names.subList(1, names.size()), action));
    }

    private long find(Node parent, FileName name, ToNode action) {
        NodeResult found = new NodeResult();
        long error = files.lookup(parent, name, found);
        if (error < 0) {
            return error;
        }
        Node node = found.node();
        long result = action.apply(node);
        files.forget(node, 1);
        return result;
    }

    private long to(String path, ToNode action) {
        List<FileName> names = components(path);
        if (names.isEmpty()) {
            return action.apply(files.root());
        }
        return at(path, (parent, name) -> find(parent, name, action));
    }

    private static long kept(NodeResult result, FileSystem files, long error) {
        if (error >= 0) {
            files.forget(result.node(), 1);
        }
        return error;
    }

    // ---- names

    /** Makes a directory. */
    public long mkdir(String path, int mode) {
        NodeResult made = new NodeResult();
        return at(
                path,
                (parent, name) -> kept(made, files, files.mkdir(caller, parent, name, mode, made)));
    }

    /** Makes a symbolic link. */
    public long symlink(String target, String path) {
        NodeResult made = new NodeResult();
        FileName text = FileName.of(target);
        return at(
                path,
                (parent, name) ->
                        kept(made, files, files.symlink(caller, parent, name, text, made)));
    }

    /** Gives a file one more name. */
    public long link(String path, String newPath) {
        NodeResult made = new NodeResult();
        return to(
                path,
                node ->
                        at(
                                newPath,
                                (parent, name) ->
                                        kept(made, files, files.link(node, parent, name, made))));
    }

    /** Removes a name that is not a directory's. */
    public long unlink(String path) {
        return at(path, files::unlink);
    }

    /** Removes an empty directory. */
    public long rmdir(String path) {
        return at(path, files::rmdir);
    }

    /** Renames. */
    public long rename(String from, String to) {
        return at(
                from,
                (oldParent, oldName) ->
                        at(
                                to,
                                (newParent, newName) ->
                                        files.rename(
                                                caller, oldParent, oldName, newParent, newName,
                                                0)));
    }

    /** Removes a file, or a directory with everything in it. */
    long removeTree(String path) {
        List<String> names = new ArrayList<>();
        long error = list(path, names);
        if (error == -Errno.ENOTDIR) {
            return unlink(path);
        }
        for (String name : names) {
            error = error < 0 ? error : removeTree(path + "/" + name);
        }
        return error < 0 ? error : rmdir(path);
    }

    // ---- attributes

    /** Changes attributes. */
    public long change(String path, SetAttributes change) {
        NodeResult unused = new NodeResult();
        return to(path, node -> files.setattr(node, null, change, unused.attributes));
    }

    /** Fills {@code out.attributes}. */
    public long stat(String path, NodeResult out) {
        return to(path, node -> files.getattr(node, null, out.attributes));
    }

    // ---- content

    /** Adds the names in a directory, without {@code .} and {@code ..}. */
    public long list(String path, List<String> names) {
        HandleResult opened = new HandleResult();
        return to(
                path,
                node -> {
                    long error = files.opendir(node, opened);
                    if (error < 0) {
                        return error;
                    }
                    Handle handle = opened.handle();
                    error =
                            files.readdir(
                                    handle,
                                    0,
                                    (name, ino, type, next) -> {
                                        if (!name.isDotOrDotDot()) {
                                            names.add(name.toString());
                                        }
                                        return true;
                                    });
                    files.releasedir(handle);
                    return error;
                });
    }

    /** Replaces a file's content, or adds to its end; makes the file if there is none. */
    public long write(String path, byte[] content, boolean append) {
        int flags = OpenFlags.O_WRONLY | (append ? 0 : OpenFlags.O_TRUNC);
        NodeResult made = new NodeResult();
        HandleResult opened = new HandleResult();
        return at(
                path,
                (parent, name) -> {
                    long error = files.create(caller, parent, name, 0644, flags, 0, made, opened);
                    if (error < 0) {
                        return error;
                    }
                    long from = append ? made.attributes.size : 0;
                    long written = writeAt(opened.handle(), from, content);
                    files.release(opened.handle());
                    files.forget(made.node(), 1);
                    return written;
                });
    }

    /** Replaces bytes of a file from an offset on. */
    public long overwrite(String path, long offset, byte[] content) {
        return open(path, OpenFlags.O_WRONLY, handle -> writeAt(handle, offset, content));
    }

    /** Sets an extended attribute. */
    public long setxattr(String path, String name, byte[] value) {
        return to(
                path,
                node -> {
                    try (Arena arena = Arena.ofConfined()) {
                        MemorySegment memory = arena.allocateFrom(ValueLayout.JAVA_BYTE, value);
                        IoVector from = new IoVector();
                        from.add(memory.address(), value.length);
                        FileName key = FileName.of(name);
                        return files.setxattr(node, key, from, 0, value.length, 0, 0);
                    }
                });
    }

    private long writeAt(Handle handle, long offset, byte[] content) {
        if (content.length == 0) {
            return 0;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocateFrom(ValueLayout.JAVA_BYTE, content);
            IoVector from = new IoVector();
            from.add(memory.address(), content.length);
            return files.write(handle, offset, from, 0, content.length, 0);
        }
    }

    /** Appends a file's content. */
    public long read(String path, ByteArrayOutputStream content) {
        return open(
                path,
                OpenFlags.O_RDONLY,
                handle -> {
                    try (Arena arena = Arena.ofConfined()) {
                        MemorySegment memory = arena.allocate(CHUNK);
                        IoVector into = new IoVector();
                        into.add(memory.address(), CHUNK);
                        long n = files.read(handle, content.size(), into, 0, CHUNK);
                        while (n > 0) {
                            content.writeBytes(memory.asSlice(0, n).toArray(ValueLayout.JAVA_BYTE));
                            n = files.read(handle, content.size(), into, 0, CHUNK);
                        }
                        return n;
                    }
                });
    }

    private long open(String path, int flags, WithHandle action) {
        HandleResult opened = new HandleResult();
        return to(
                path,
                node -> {
                    long error = files.open(node, flags, 0, opened);
                    if (error < 0) {
                        return error;
                    }
                    long result = action.apply(opened.handle());
                    files.release(opened.handle());
                    return result;
                });
    }
}
