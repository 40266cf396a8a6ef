package dev.fuselage.kernel.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** "How do non-privileged mounts work?" of fuse.rst, in the shell, with libfuse's words. */
class FuserMountTest {
    private static final String AS_USER = "su 1000 -c '";

    private final DaemonGuest g = new DaemonGuest();

    @AfterEach
    void close() {
        g.close();
    }

    /** What happens when user 1000 runs the sample daemon on a directory made so. */
    private String userMounts(String making, String options) {
        return g.shell(
                "cd /; "
                        + making
                        + "; "
                        + AS_USER
                        + "fusexmp "
                        + (options.isEmpty() ? "" : "-o " + options + " ")
                        + "/mnt/u & sleep 1; echo made > /mnt/u/f; grep mnt/u /proc/1/mounts'");
    }

    private static final String OWN = "mkdir /mnt/u; chown 1000:1000 /mnt/u";

    @Test
    void aUsersMountIsForcedToBeNosuidAndNodev() {
        assertThat(userMounts(OWN, ""))
                .isEqualTo(
                        "fusexmp /mnt/u fuse.fusexmp rw,nosuid,nodev,relatime,user_id=1000,"
                                + "group_id=1000 0 0\n");
    }

    @Test
    void usersCannotTakeThatBack() {
        assertThat(userMounts(OWN, "suid,dev"))
                .startsWith(
                        """
                        fusermount3: unsafe option suid ignored
                        fusermount3: unsafe option dev ignored
                        """)
                .contains("nosuid,nodev");
    }

    @Test
    void usersCannotMountWhereTheyCannotWrite() {
        assertThat(userMounts("mkdir /mnt/u", ""))
                .startsWith("fusermount3: user has no write access to mountpoint /mnt/u\n");
    }

    @Test
    void usersCannotMountOnStickyDirectoriesOfOthers() {
        assertThat(userMounts("mkdir /mnt/u; chmod 1777 /mnt/u", ""))
                .startsWith("fusermount3: mountpoint /mnt/u not owned by user\n");
    }

    @Test
    void allowOtherNeedsALineInFuseConf() {
        String refusal =
                "fusermount3: option allow_other only allowed if 'user_allow_other' is set in"
                        + " /etc/fuse.conf\n";
        assertThat(userMounts(OWN, "allow_other")).startsWith(refusal);
        String allowed = "umount /mnt/u; echo user_allow_other > /etc/fuse.conf";
        assertThat(userMounts(allowed, "allow_other")).contains(",allow_other 0 0\n");
    }

    @Test
    void theNumberOfMountsIsLimited() {
        assertThat(userMounts(OWN + "; echo mount_max = 0 > /etc/fuse.conf", ""))
                .startsWith(
                        "fusermount3: too many FUSE filesystems mounted; mount_max=N can be set in"
                                + " /etc/fuse.conf\n");
    }

    @Test
    void idsAndRootmodeOfUsersAreNotTaken() {
        assertThat(userMounts(OWN, "user_id=0,group_id=0,rootmode=100644"))
                .contains("user_id=1000,group_id=1000 0 0");
    }

    @Test
    void notEvenRootSeesAUsersMountAndTheUserUnmountsIt() {
        assertThat(
                        g.shell(
                                OWN
                                        + "; su 1000 -c 'fusexmp /mnt/u & sleep 1; echo x > /mnt/u/f;"
                                        + " sleep 5; cat /mnt/u/f; cd /; fusermount3 -u /mnt/u;"
                                        + " sleep 1; ls /mnt/u' & sleep 3; ls /mnt/u; sleep 9"))
                .isEqualTo("ls: cannot access '/mnt/u': Permission denied\nx\n");
    }

    @Test
    void usersUnmountOnlyTheirOwn() {
        assertThat(
                        g.shell(
                                OWN
                                        + "; fusexmp -o allow_other /mnt/u & sleep 1;"
                                        + " su 1000 -c 'fusermount3 -u /mnt/u'; umount /mnt/u;"
                                        + " sleep 1; mount -t fuse.fusexmp"))
                .isEqualTo("fusermount3: entry for /mnt/u not found in /etc/mtab\n");
    }

    @Test
    void theSampleDaemonServesTheShell() {
        assertThat(
                        g.shell(
                                "mkdir /mnt/x; fusexmp /mnt/x & sleep 1; cd /mnt/x; mkdir d; echo hi >"
                                        + " d/f; ln -s f d/l; cat d/l; mv d/f g; ls; rm -r d; ls; cd /;"
                                        + " umount /mnt/x; sleep 1; ps | grep -c fusexmp"))
                .isEqualTo("hi\nd\ng\ng\n0\n");
    }
}
