package dev.fuselage.kernel.program.libc;

import static java.util.Map.entry;

import dev.fuselage.fuse.linux.Errno;
import java.util.Map;

/** What {@code strerror} says of an error number in the C locale. */
public final class ErrorText {

    private static final Map<Integer, String> TEXTS =
            Map.ofEntries(
                    entry(Errno.EPERM, "Operation not permitted"),
                    entry(Errno.ENOENT, "No such file or directory"),
                    entry(Errno.ESRCH, "No such process"),
                    entry(Errno.EINTR, "Interrupted system call"),
                    entry(Errno.EIO, "Input/output error"),
                    entry(Errno.ENXIO, "No such device or address"),
                    entry(Errno.E2BIG, "Argument list too long"),
                    entry(Errno.ENOEXEC, "Exec format error"),
                    entry(Errno.EBADF, "Bad file descriptor"),
                    entry(Errno.ECHILD, "No child processes"),
                    entry(Errno.EAGAIN, "Resource temporarily unavailable"),
                    entry(Errno.ENOMEM, "Cannot allocate memory"),
                    entry(Errno.EACCES, "Permission denied"),
                    entry(Errno.EFAULT, "Bad address"),
                    entry(Errno.ENOTBLK, "Block device required"),
                    entry(Errno.EBUSY, "Device or resource busy"),
                    entry(Errno.EEXIST, "File exists"),
                    entry(Errno.EXDEV, "Invalid cross-device link"),
                    entry(Errno.ENODEV, "No such device"),
                    entry(Errno.ENOTDIR, "Not a directory"),
                    entry(Errno.EISDIR, "Is a directory"),
                    entry(Errno.EINVAL, "Invalid argument"),
                    entry(Errno.ENFILE, "Too many open files in system"),
                    entry(Errno.EMFILE, "Too many open files"),
                    entry(Errno.ENOTTY, "Inappropriate ioctl for device"),
                    entry(Errno.ETXTBSY, "Text file busy"),
                    entry(Errno.EFBIG, "File too large"),
                    entry(Errno.ENOSPC, "No space left on device"),
                    entry(Errno.ESPIPE, "Illegal seek"),
                    entry(Errno.EROFS, "Read-only file system"),
                    entry(Errno.EMLINK, "Too many links"),
                    entry(Errno.EPIPE, "Broken pipe"),
                    entry(Errno.EDOM, "Numerical argument out of domain"),
                    entry(Errno.ERANGE, "Numerical result out of range"),
                    entry(Errno.EDEADLK, "Resource deadlock avoided"),
                    entry(Errno.ENAMETOOLONG, "File name too long"),
                    entry(Errno.ENOLCK, "No locks available"),
                    entry(Errno.ENOSYS, "Function not implemented"),
                    entry(Errno.ENOTEMPTY, "Directory not empty"),
                    entry(Errno.ELOOP, "Too many levels of symbolic links"),
                    entry(Errno.ENODATA, "No data available"),
                    entry(Errno.ETIME, "Timer expired"),
                    entry(Errno.EPROTO, "Protocol error"),
                    entry(Errno.EOVERFLOW, "Value too large for defined data type"),
                    entry(Errno.EOPNOTSUPP, "Operation not supported"),
                    entry(Errno.ECONNREFUSED, "Connection refused"),
                    entry(Errno.ECONNABORTED, "Software caused connection abort"),
                    entry(Errno.ENOTCONN, "Transport endpoint is not connected"),
                    entry(Errno.ETIMEDOUT, "Connection timed out"),
                    entry(Errno.ESTALE, "Stale file handle"),
                    entry(Errno.EDQUOT, "Disk quota exceeded"),
                    entry(Errno.ECANCELED, "Operation canceled"));

    private ErrorText() {}

    /** The text for an error number; its sign does not matter. */
    public static String of(long errno) {
        int number = (int) Math.abs(errno);
        String text = TEXTS.get(number);
        return text == null ? "Unknown error " + number : text;
    }
}
