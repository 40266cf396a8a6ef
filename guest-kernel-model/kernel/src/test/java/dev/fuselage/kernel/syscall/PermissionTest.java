package dev.fuselage.kernel.syscall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.task.Capability;
import dev.fuselage.kernel.task.Credentials;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PermissionTest {
    private final GuestPrograms guest = new GuestPrograms(1);
    private final List<Object> seen = new ArrayList<>();

    @AfterEach
    void close() {
        guest.close();
    }

    private static long error(int errno) {
        return -errno;
    }

    /** The rule as POSIX has it: the first class that fits decides alone. */
    private static boolean allowed(
            int mode, int owner, int group, int user, int[] groups, int want) {
        int shift = user == owner ? 6 : 0;
        for (int g : groups) {
            if (user != owner && g == group) {
                shift = 3;
            }
        }
        return (mode >> shift & want) == want;
    }

    @Test
    void theFirstClassThatFitsDecides() {
        long seed = 20260101;
        SplittableRandom random = new SplittableRandom(seed);
        guest.run(p -> {
            p.file("/tmp/f", "x");
            for (int i = 0; i < 2000; i++) {
                int mode = random.nextInt(0777 + 1);
                int owner = 1000 + random.nextInt(2);
                int group = 2000 + random.nextInt(2);
                int want = 1 + random.nextInt(7);
                int[] groups = {3000, 2000 + random.nextInt(3)};
                p.sys.setresuid(-1, 0, -1);
                p.chown("/tmp/f", owner, group);
                p.chmod("/tmp/f", mode);
                p.sys.setgroups(groups[1]);
                p.sys.setresgid(3000, 3000, 3000);
                p.sys.setresuid(0, 1000, 0);
                long got = p.sys.faccessat2(Syscalls.AT_FDCWD, "/tmp/f", want, 0x200);
                boolean expected = allowed(mode, owner, group, 1000, groups, want);
                assertThat(got)
                        .as(
                                "seed %d step %d: mode %o of %d:%d, want %d",
                                seed, i, mode, owner, group, want)
                        .isEqualTo(expected ? 0 : -Errno.EACCES);
            }
        });
    }

    @Test
    void theSuperuserReadsAndWritesAllAndRunsWhatAnyoneMay() {
        guest.run(p -> {
            p.file("/tmp/f", "x");
            p.chown("/tmp/f", 1000, 1000);
            p.chmod("/tmp/f", 0);
            seen.add(p.access("/tmp/f", 6));
            seen.add(p.access("/tmp/f", 1));
            p.chmod("/tmp/f", 0010);
            seen.add(p.access("/tmp/f", 1));
        });
        assertThat(seen).containsExactly(0L, error(Errno.EACCES), 0L);
    }

    @Test
    void readSearchCapabilityReadsButDoesNotWrite() {
        guest.run(p -> {
            p.file("/tmp/f", "x");
            p.chmod("/tmp/f", 0);
            p.mkdir("/tmp/d", 0);
        });
        guest.start(
                "reader",
                Credentials.of(1000, 1000).withCapabilities(Capability.DAC_READ_SEARCH.bit()),
                p -> {
                    seen.add(p.tryOpen("/tmp/f", OpenFlags.O_RDONLY));
                    seen.add(p.tryOpen("/tmp/f", OpenFlags.O_RDWR));
                    seen.add(p.exists("/tmp/d/x"));
                    seen.add(p.mkdir("/tmp/d/x", 0755));
                });
        guest.run(p -> {});
        assertThat(seen)
                .containsExactly(0L, error(Errno.EACCES), error(Errno.ENOENT), error(Errno.EACCES));
    }

    @Test
    void aPathNeedsSearchPermissionInEachDirectory() {
        guest.run(p -> {
            p.mkdir("/tmp/d", 0755);
            p.file("/tmp/d/f", "x");
            p.chmod("/tmp/d", 0744);
            p.seteuid(1000);
            seen.add(p.exists("/tmp/d/f"));
            seen.add(p.exists("/tmp/d/none"));
            seen.add(p.list("/tmp/d"));
            p.seteuid(0);
            p.chmod("/tmp/d", 0711);
            p.seteuid(1000);
            seen.add(p.exists("/tmp/d/f"));
            seen.add(p.tryOpen("/tmp/d", OpenFlags.O_RDONLY));
        });
        assertThat(seen)
                .containsExactly(
                        error(Errno.EACCES),
                        error(Errno.EACCES),
                        List.of(".", "..", "f"),
                        0L,
                        error(Errno.EACCES));
    }

    @Test
    void accessAsksForTheRealUserAndOpenForTheEffectiveOne() {
        guest.run(p -> {
            p.file("/tmp/f", "x");
            p.chmod("/tmp/f", 0600);
            p.sys.setresuid(1000, 0, 0);
            seen.add(p.access("/tmp/f", 4));
            seen.add(p.sys.faccessat2(Syscalls.AT_FDCWD, "/tmp/f", 4, 0x200));
            seen.add(p.tryOpen("/tmp/f", OpenFlags.O_RDONLY));
        });
        assertThat(seen).containsExactly(error(Errno.EACCES), 0L, 0L);
    }

    @Test
    void namesAreMadeAndRemovedWithWritePermissionInTheDirectory() {
        guest.run(p -> {
            p.mkdir("/tmp/d", 0755);
            p.file("/tmp/d/f", "x");
            p.chmod("/tmp/d/f", 0666);
            p.seteuid(1000);
            seen.add(p.mkdir("/tmp/d/n", 0755));
            seen.add(p.tryOpen("/tmp/d/n", OpenFlags.O_WRONLY | OpenFlags.O_CREAT));
            seen.add(p.tryOpen("/tmp/d/f", OpenFlags.O_WRONLY | OpenFlags.O_CREAT));
            seen.add(p.unlink("/tmp/d/f"));
            seen.add(p.unlink("/tmp/d/none"));
            seen.add(p.symlink("x", "/tmp/d/l"));
            seen.add(p.mkdir("/tmp/d/f", 0755));
        });
        assertThat(seen)
                .containsExactly(
                        error(Errno.EACCES),
                        error(Errno.EACCES),
                        0L,
                        error(Errno.EACCES),
                        error(Errno.ENOENT),
                        error(Errno.EACCES),
                        error(Errno.EEXIST));
    }

    @Test
    void aLinkInAStickyDirectoryIsFollowedForItsOwnerOnly() {
        guest.run(p -> {
            p.file("/target", "x");
            p.seteuid(1001);
            p.symlink("/target", "/tmp/theirs");
            p.seteuid(0);
            p.symlink("/target", "/tmp/roots");
            p.seteuid(1000);
            seen.add(p.exists("/tmp/theirs"));
            seen.add(p.exists("/tmp/roots"));
            p.seteuid(0);
            p.seteuid(1001);
            seen.add(p.exists("/tmp/theirs"));
        });
        assertThat(seen).containsExactly(error(Errno.EACCES), 0L, 0L);
    }

    @Test
    void anothersFileIsLinkedOnlyWhenItIsHarmless() {
        guest.run(p -> {
            p.file("/tmp/open", "x");
            p.chmod("/tmp/open", 0666);
            p.file("/tmp/closed", "x");
            p.file("/tmp/suid", "x");
            p.chmod("/tmp/suid", 04777);
            p.sys.mknodat(Syscalls.AT_FDCWD, "/tmp/pipe", 0010666, 0);
            p.chmod("/tmp/pipe", 0666);
            p.seteuid(1000);
            seen.add(p.link("/tmp/open", "/tmp/a"));
            seen.add(p.link("/tmp/closed", "/tmp/b"));
            seen.add(p.link("/tmp/suid", "/tmp/c"));
            seen.add(p.link("/tmp/pipe", "/tmp/d"));
        });
        assertThat(seen)
                .containsExactly(0L, error(Errno.EPERM), error(Errno.EPERM), error(Errno.EPERM));
    }

    @Test
    void onlyTheSuperuserMakesDevices() {
        guest.run(p -> {
            p.seteuid(1000);
            seen.add(p.sys.mknodat(Syscalls.AT_FDCWD, "/tmp/c", 0020644, 0x103));
            seen.add(p.sys.mknodat(Syscalls.AT_FDCWD, "/tmp/white", 0020000, 0));
            seen.add(p.sys.mknodat(Syscalls.AT_FDCWD, "/tmp/d", 0040755, 0));
            seen.add(p.sys.mknodat(Syscalls.AT_FDCWD, "/tmp/x", 0120777, 0));
            seen.add(p.sys.mknodat(Syscalls.AT_FDCWD, "/tmp/r", 0644, 0));
        });
        assertThat(seen)
                .containsExactly(
                        error(Errno.EPERM), 0L, error(Errno.EPERM), error(Errno.EINVAL), 0L);
    }
}
