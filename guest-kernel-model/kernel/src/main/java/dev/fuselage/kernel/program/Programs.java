package dev.fuselage.kernel.program;

import dev.fuselage.kernel.program.file.Chmod;
import dev.fuselage.kernel.program.file.Chown;
import dev.fuselage.kernel.program.file.Cp;
import dev.fuselage.kernel.program.file.Dd;
import dev.fuselage.kernel.program.file.Df;
import dev.fuselage.kernel.program.file.Fallocate;
import dev.fuselage.kernel.program.file.Find;
import dev.fuselage.kernel.program.file.Flock;
import dev.fuselage.kernel.program.file.Getfattr;
import dev.fuselage.kernel.program.file.Ln;
import dev.fuselage.kernel.program.file.Ls;
import dev.fuselage.kernel.program.file.Mkdir;
import dev.fuselage.kernel.program.file.Mkfifo;
import dev.fuselage.kernel.program.file.Mknod;
import dev.fuselage.kernel.program.file.MmapRead;
import dev.fuselage.kernel.program.file.MmapWrite;
import dev.fuselage.kernel.program.file.Mv;
import dev.fuselage.kernel.program.file.Readlink;
import dev.fuselage.kernel.program.file.Rm;
import dev.fuselage.kernel.program.file.Rmdir;
import dev.fuselage.kernel.program.file.Setfattr;
import dev.fuselage.kernel.program.file.Stat;
import dev.fuselage.kernel.program.file.Sync;
import dev.fuselage.kernel.program.file.Test;
import dev.fuselage.kernel.program.file.Touch;
import dev.fuselage.kernel.program.file.Truncate;
import dev.fuselage.kernel.program.fuse.FuseXmp;
import dev.fuselage.kernel.program.fuse.FuserMount;
import dev.fuselage.kernel.program.shell.Sh;
import dev.fuselage.kernel.program.system.Date;
import dev.fuselage.kernel.program.system.Dmesg;
import dev.fuselage.kernel.program.system.Exit;
import dev.fuselage.kernel.program.system.Id;
import dev.fuselage.kernel.program.system.Kill;
import dev.fuselage.kernel.program.system.Lsmod;
import dev.fuselage.kernel.program.system.Lspci;
import dev.fuselage.kernel.program.system.Modprobe;
import dev.fuselage.kernel.program.system.Mount;
import dev.fuselage.kernel.program.system.NotYet;
import dev.fuselage.kernel.program.system.Ps;
import dev.fuselage.kernel.program.system.Pwd;
import dev.fuselage.kernel.program.system.Sleep;
import dev.fuselage.kernel.program.system.Su;
import dev.fuselage.kernel.program.system.Umount;
import dev.fuselage.kernel.program.system.Uname;
import dev.fuselage.kernel.program.text.Cat;
import dev.fuselage.kernel.program.text.Checksum;
import dev.fuselage.kernel.program.text.Cmp;
import dev.fuselage.kernel.program.text.Echo;
import dev.fuselage.kernel.program.text.Grep;
import dev.fuselage.kernel.program.text.Head;
import dev.fuselage.kernel.program.text.Seq;
import dev.fuselage.kernel.program.text.Sort;
import dev.fuselage.kernel.program.text.Tee;
import dev.fuselage.kernel.program.text.Wc;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The guest's programs by name: what {@code PATH} is elsewhere. */
public final class Programs {

    private static final List<String> NAMES =
            List.of(
                    "[",
                    "cat",
                    "chgrp",
                    "chmod",
                    "chown",
                    "cmp",
                    "cp",
                    "date",
                    "dd",
                    "df",
                    "dmesg",
                    "echo",
                    "fallocate",
                    "false",
                    "find",
                    "flock",
                    "fsync",
                    "fusermount3",
                    "fusexmp",
                    "getfacl",
                    "getfattr",
                    "grep",
                    "head",
                    "id",
                    "kill",
                    "ln",
                    "ls",
                    "lsmod",
                    "lspci",
                    "md5sum",
                    "mkdir",
                    "mkfifo",
                    "mknod",
                    "mmap-read",
                    "mmap-write",
                    "modprobe",
                    "mount",
                    "mv",
                    "ps",
                    "pwd",
                    "readlink",
                    "rm",
                    "rmdir",
                    "seq",
                    "setfacl",
                    "setfattr",
                    "sh",
                    "sha256sum",
                    "sleep",
                    "sort",
                    "stat",
                    "su",
                    "sync",
                    "tail",
                    "tee",
                    "test",
                    "touch",
                    "true",
                    "truncate",
                    "umount",
                    "uname",
                    "wc",
                    "whoami");

    private Programs() {}

    /** All names, sorted. */
    public static List<String> names() {
        return NAMES;
    }

    /** A new run of a program; null if none has the name. */
    public static @Nullable Program find(String name) {
        Program program = fileProgram(name);
        if (program == null) {
            program = textProgram(name);
        }
        return program == null ? systemProgram(name) : program;
    }

    private static @Nullable Program fileProgram(String name) {
        return switch (name) {
            case "chgrp" -> new Chown(true);
            case "chmod" -> new Chmod();
            case "chown" -> new Chown(false);
            case "cp" -> new Cp();
            case "dd" -> new Dd();
            case "df" -> new Df();
            case "fallocate" -> new Fallocate();
            case "find" -> new Find();
            case "flock" -> new Flock();
            case "fsync" -> new Sync(true);
            case "getfattr" -> new Getfattr();
            case "ln" -> new Ln();
            case "ls" -> new Ls();
            case "mkdir" -> new Mkdir();
            case "mkfifo" -> new Mkfifo();
            case "mknod" -> new Mknod();
            case "mmap-read" -> new MmapRead();
            case "mmap-write" -> new MmapWrite();
            case "mv" -> new Mv();
            case "readlink" -> new Readlink();
            case "rm" -> new Rm();
            case "rmdir" -> new Rmdir();
            case "setfattr" -> new Setfattr();
            case "stat" -> new Stat();
            case "sync" -> new Sync(false);
            case "test", "[" -> new Test();
            case "touch" -> new Touch();
            case "truncate" -> new Truncate();
            default -> null;
        };
    }

    private static @Nullable Program textProgram(String name) {
        return switch (name) {
            case "cat" -> new Cat();
            case "cmp" -> new Cmp();
            case "echo" -> new Echo();
            case "grep" -> new Grep();
            case "head" -> new Head(false);
            case "md5sum" -> new Checksum("MD5");
            case "seq" -> new Seq();
            case "sha256sum" -> new Checksum("SHA-256");
            case "sort" -> new Sort();
            case "tail" -> new Head(true);
            case "tee" -> new Tee();
            case "wc" -> new Wc();
            default -> null;
        };
    }

    private static @Nullable Program systemProgram(String name) {
        return switch (name) {
            case "date" -> new Date();
            case "dmesg" -> new Dmesg();
            case "false" -> new Exit(1);
            case "fusermount3" -> new FuserMount();
            case "fusexmp" -> new FuseXmp();
            case "getfacl", "setfacl" -> new NotYet("POSIX access control lists");
            case "id" -> new Id(false);
            case "kill" -> new Kill();
            case "lsmod" -> new Lsmod();
            case "lspci" -> new Lspci();
            case "modprobe" -> new Modprobe();
            case "mount" -> new Mount();
            case "ps" -> new Ps();
            case "pwd" -> new Pwd();
            case "sh" -> new Sh();
            case "sleep" -> new Sleep();
            case "su" -> new Su();
            case "true" -> new Exit(0);
            case "umount" -> new Umount();
            case "uname" -> new Uname();
            case "whoami" -> new Id(true);
            default -> null;
        };
    }
}
