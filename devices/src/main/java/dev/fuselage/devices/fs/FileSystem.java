package dev.fuselage.devices.fs;

import dev.fuselage.machine.memory.IoVector;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import org.jspecify.annotations.Nullable;

/**
 * A file system as the FUSE server needs it: operations on nodes and handles, by name only inside
 * one directory. There are no paths, no nodeids, no lookup counts of a guest and no wire formats
 * here.
 *
 * <h2>Results</h2>
 *
 * An operation returns 0 or a positive count, or a negative Linux errno. It never throws for
 * anything a guest did. Results besides come through reusable holders, which are meaningful only
 * after success. Every operation is abstract on purpose: a wrapper that forgot one does not
 * compile.
 *
 * <h2>References</h2>
 *
 * Whatever puts a node into a {@link NodeResult} gives its caller one reference to it; {@link
 * #forget} returns references. While at least one is held, the file system keeps the node and
 * yields the same object whenever the same file is found again. The root is always held. A node
 * whose references are all returned must not be used again, except through handles opened before.
 *
 * <h2>Names</h2>
 *
 * The server passes only names that are not empty, have no {@code /} and no NUL, are neither {@code
 * "."} nor {@code ".."} and have at most {@link FileName#NAME_MAX} bytes.
 *
 * <h2>Permissions</h2>
 *
 * The guest's kernel checks permissions; operations run with the rights of the server. Those that
 * make a file take the {@link Caller} who is to own it.
 *
 * <p>Not safe for use by several threads.
 */
public interface FileSystem extends AutoCloseable {

    /**
     * An answer for {@link #requestBegins}: the request is to vanish without a reply, as if the
     * server had lost it. Not an errno.
     */
    int DROP = Integer.MIN_VALUE;

    /** {@link #write}: the caller lacks CAP_FSETID, so set-id bits go (FUSE_WRITE_KILL_SUIDGID). */
    int WRITE_KILL_SUIDGID = 1;

    /** {@link #write}: at the end of the file whatever the offset (RWF_APPEND). */
    int WRITE_APPEND = 2;

    /**
     * {@link #open}, {@link #create}: the caller lacks CAP_FSETID; a truncation removes set-id
     * bits.
     */
    int OPEN_KILL_SUIDGID = 1;

    /** {@link #setxattr}: setting an access ACL also removes the set-group-id bit. */
    int SETXATTR_ACL_KILL_SGID = 1;

    /**
     * The server begins request {@code number} (1 = its first message, of whatever kind, since it
     * was made). Wrappers decide here what becomes of it; file systems proper answer 0.
     *
     * @return 0 to go on, a negative errno to answer with that and do nothing, or {@link #DROP}
     */
    int requestBegins(long number);

    /**
     * Virtual time in cycles that operations since the last call cost beyond what the server
     * charges for them anyway; asking resets it. File systems proper answer 0.
     */
    long takeExtraCost();

    /** The root directory. */
    Node root();

    /**
     * Finds an entry of a directory.
     *
     * @return 0, -ENOENT, -ENOTDIR, ...
     */
    int lookup(Node parent, FileName name, NodeResult out);

    /**
     * Returns references. With the last one the node is gone; a file without names and handles is
     * then deleted.
     *
     * @param references how many, at least 1 and at most as many as are held
     */
    void forget(Node node, long references);

    /**
     * Reads the attributes.
     *
     * @param handle the open file asked through, if there is one
     */
    int getattr(Node node, @Nullable Handle handle, FileAttributes out);

    /**
     * Changes attributes, all or, on a failure midway, the first of them.
     *
     * @param handle the open file asked through, if there is one
     * @param out the attributes afterwards
     */
    int setattr(Node node, @Nullable Handle handle, SetAttributes change, FileAttributes out);

    /**
     * Reads a symbolic link's target, without a NUL, into {@code into} from byte {@code skip} on;
     * what does not fit into {@code length} bytes is cut off.
     *
     * @return the number of bytes written, or -EINVAL for a node that is no link
     */
    int readlink(Node node, IoVector into, long skip, int length);

    /** Makes a symbolic link. */
    int symlink(Caller caller, Node parent, FileName name, FileName target, NodeResult out);

    /**
     * Makes a file of any type but a directory or symbolic link.
     *
     * @param mode type and permission bits; type 0 means a regular file
     * @param rdev device number as in {@link FileAttributes#rdev}
     */
    int mknod(Caller caller, Node parent, FileName name, int mode, int rdev, NodeResult out);

    /** Makes a directory. */
    int mkdir(Caller caller, Node parent, FileName name, int mode, NodeResult out);

    /** Removes a name that is not a directory's. */
    int unlink(Node parent, FileName name);

    /** Removes an empty directory. */
    int rmdir(Node parent, FileName name);

    /**
     * Renames, as renameat2(2).
     *
     * @param caller who owns the whiteout that RENAME_WHITEOUT makes
     * @param flags RENAME_ flags
     */
    int rename(
            Caller caller,
            Node oldParent,
            FileName oldName,
            Node newParent,
            FileName newName,
            int flags);

    /** Gives a file that is no directory one more name. */
    int link(Node node, Node newParent, FileName newName, NodeResult out);

    /**
     * Opens a regular file. Whatever opening another type would do on the server's side must not
     * happen: that is -EBADF.
     *
     * @param flags O_ flags of Linux's generic ABI, without O_CREAT, O_EXCL, O_APPEND
     * @param openFlags {@link #OPEN_KILL_SUIDGID} or 0
     */
    int open(Node node, int flags, int openFlags, HandleResult out);

    /**
     * Makes a regular file and opens it. An existing one is opened, or refused with -EEXIST if the
     * flags have O_EXCL.
     *
     * @param mode permission bits
     * @param flags O_ flags, without O_APPEND
     * @param openFlags {@link #OPEN_KILL_SUIDGID} or 0
     */
    int create(
            Caller caller,
            Node parent,
            FileName name,
            int mode,
            int flags,
            int openFlags,
            NodeResult out,
            HandleResult handle);

    /**
     * Makes a regular file without a name and opens it (O_TMPFILE); {@link #link} may name it later
     * unless the flags have O_EXCL.
     */
    int tmpfile(
            Caller caller, Node parent, int mode, int flags, NodeResult out, HandleResult handle);

    /**
     * Reads.
     *
     * @param offset in the file, not negative
     * @param into memory to fill, from its byte {@code skip} on, with at most {@code length} bytes
     * @return bytes read, short only at the end of the file or after an error midway
     */
    long read(Handle handle, long offset, IoVector into, long skip, long length);

    /**
     * Writes.
     *
     * @param offset in the file, not negative
     * @param from memory to take, from its byte {@code skip} on, {@code length} bytes
     * @param writeFlags {@link #WRITE_KILL_SUIDGID}, {@link #WRITE_APPEND}
     * @return bytes written
     */
    long write(Handle handle, long offset, IoVector from, long skip, long length, int writeFlags);

    /** A descriptor of the guest for this open file was closed. */
    int flush(Handle handle);

    /**
     * Makes the file durable.
     *
     * @param dataOnly attributes that do not matter for reading it back may wait (fdatasync)
     */
    int fsync(Handle handle, boolean dataOnly);

    /** Ends an open file. The handle must not be used again. */
    void release(Handle handle);

    /** Opens a directory for reading. */
    int opendir(Node node, HandleResult out);

    /**
     * Lists a directory, {@code "."} and {@code ".."} included.
     *
     * @param offset 0 for the beginning, or what an entry gave as its next offset; entries that
     *     exist throughout are listed once, however the directory changes meanwhile
     * @param sink takes the entries until it refuses one; it may look names up in the same
     *     directory meanwhile
     * @return 0 also when the sink refused one
     */
    int readdir(Handle handle, long offset, DirectorySink sink);

    /** Ends an open directory. The handle must not be used again. */
    void releasedir(Handle handle);

    /** Makes the directory durable. */
    int fsyncdir(Handle handle, boolean dataOnly);

    /** Tells sizes and free space of the file system the node is on. */
    int statfs(Node node, FileSystemStatistics out);

    /**
     * Checks permissions for the caller.
     *
     * @param mask R_OK, W_OK, X_OK, or 0 for existence
     */
    int access(Node node, int mask, Caller caller);

    /**
     * Reads an extended attribute into {@code into} from byte {@code skip} on.
     *
     * @param size room in bytes, 0 to ask for the length only
     * @return its length, -ENODATA, or -ERANGE when the room is not 0 and too small
     */
    int getxattr(Node node, FileName name, IoVector into, long skip, int size);

    /**
     * Lists the names of extended attributes, each with a NUL, into {@code into} from byte {@code
     * skip} on.
     *
     * @param size room in bytes, 0 to ask for the length only
     * @return the length of the list, or -ERANGE when the room is not 0 and too small
     */
    int listxattr(Node node, IoVector into, long skip, int size);

    /**
     * Sets an extended attribute to {@code length} bytes of {@code from} from byte {@code skip} on.
     *
     * @param flags XATTR_CREATE or XATTR_REPLACE or 0
     * @param setxattrFlags {@link #SETXATTR_ACL_KILL_SGID} or 0
     */
    int setxattr(
            Node node,
            FileName name,
            IoVector from,
            long skip,
            int length,
            int flags,
            int setxattrFlags);

    /** Removes an extended attribute. */
    int removexattr(Node node, FileName name);

    /**
     * Allocates, punches or zeroes a range, as fallocate(2).
     *
     * @param mode FALLOC_FL_ flags
     */
    int fallocate(Handle handle, int mode, long offset, long length);

    /**
     * Finds an offset, as lseek(2), without moving anything.
     *
     * @param whence SEEK_DATA or SEEK_HOLE, or SEEK_SET, SEEK_END
     * @return the offset, or -ENXIO, -EINVAL
     */
    long lseek(Handle handle, long offset, int whence);

    /** Copies a range between two open files. Returns bytes copied. */
    long copyFileRange(
            Handle in, long inOffset, Handle out, long outOffset, long length, int flags);

    /** Makes the whole file system the node is on durable. */
    int syncfs(Node node);

    /**
     * Finds a lock that would prevent {@code lock}; fills it with that one, or sets its type to
     * F_UNLCK.
     */
    int getlk(Handle handle, FileLock lock);

    /**
     * Takes, changes or releases an advisory lock without waiting. What is held on a file ends at
     * the latest with the release of its last handle.
     *
     * @return 0, or -EAGAIN if another owner's lock is in the way
     */
    int setlk(Handle handle, FileLock lock);

    /**
     * Finds whose lock keeps {@code lock} from being taken; fills its owner and client with that
     * one's.
     *
     * @return false if nobody's who uses this file system: it is free, or somebody else's of the
     *     host
     */
    boolean lockBlocker(Handle handle, FileLock lock);

    /** Who waits for locks, and is to be told when one goes. */
    LockWaits lockWaits();

    /**
     * Writes what a twin needs to go on as this would, but for the nodes and handles of its only
     * server, which that writes with what it gets.
     */
    SavedFiles save(SnapshotWriter to);

    /**
     * Takes over what {@link #save} wrote, before any operation.
     *
     * @param client the server that is to read its nodes and handles: the client of its locks
     */
    LoadedFiles load(SnapshotReader from, Object client);

    /** Ends the file system; frees what the host lent it. No operation may follow. */
    @Override
    void close();
}
