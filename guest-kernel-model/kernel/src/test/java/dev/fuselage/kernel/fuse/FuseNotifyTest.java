package dev.fuselage.kernel.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.FuseNotifyDeleteOut;
import dev.fuselage.fuse.FuseNotifyInvalEntryOut;
import dev.fuselage.fuse.FuseNotifyInvalInodeOut;
import dev.fuselage.fuse.FuseNotifyRetrieveIn;
import dev.fuselage.fuse.FuseNotifyRetrieveOut;
import dev.fuselage.fuse.FuseNotifyStoreOut;
import dev.fuselage.fuse.NotifyCode;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.program.fuse.FuseDaemon;
import dev.fuselage.kernel.program.fuse.FuseHandler;
import dev.fuselage.kernel.program.fuse.FuseMessage;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.vfs.Kstatfs;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a daemon tells the kernel unasked ({@code fuse_notify} of Linux 6.12). */
class FuseNotifyTest {
    private final DaemonGuest g = new DaemonGuest();
    private final List<String> requests = new ArrayList<>();
    private final List<FuseMessage> replies = new ArrayList<>();
    private Consumer<FuseDaemon> next = d -> {};

    @AfterEach
    void close() {
        g.close();
    }

    /** A daemon with long timeouts that does {@link #next} when STATFS comes. */
    private void serve() {
        g.tree.timeout(3600L * 1_000_000_000);
        Task _ =
                g.serve(d -> {
                    d.maxWrite(4096);
                    for (Opcode o : List.of(Opcode.LOOKUP, Opcode.GETATTR, Opcode.READ)) {
                        d.on(
                                o,
                                (me, in, out) -> {
                                    requests.add(o + (o == Opcode.LOOKUP ? " " + in.name(0) : ""));
                                    return me.usual(in, out);
                                });
                    }
                    d.on(
                            Opcode.NOTIFY_REPLY,
                            (me, in, out) -> {
                                replies.add(in);
                                return FuseHandler.NO_REPLY;
                            });
                    d.on(
                            Opcode.STATFS,
                            (me, in, out) -> {
                                next.accept(d);
                                return me.usual(in, out);
                            });
                });
        g.run(p -> {
            long _ = p.exists("/mnt/a/f");
            p.read("/mnt/a/f");
        });
        requests.clear();
    }

    private void notify(NotifyCode code, byte[] body) {
        next = d -> g.say(code + " " + d.notify(code, body));
        g.run(p -> p.sys.statfs("/mnt/a", new Kstatfs()));
    }

    private static byte[] body(int size, Consumer<Wire> fill, String tail) {
        byte[] text = tail.getBytes(StandardCharsets.ISO_8859_1);
        byte[] bytes = Arrays.copyOf(new byte[size], size + text.length);
        fill.accept(new Wire().at(MemorySegment.ofArray(bytes), 0));
        System.arraycopy(text, 0, bytes, size, text.length);
        return bytes;
    }

    private static byte[] invalInode(long node, long offset, long length) {
        return body(
                FuseNotifyInvalInodeOut.SIZE,
                w -> {
                    FuseNotifyInvalInodeOut.INO.set(w, node);
                    FuseNotifyInvalInodeOut.OFF.set(w, offset);
                    FuseNotifyInvalInodeOut.LEN.set(w, length);
                },
                "");
    }

    private static byte[] invalEntry(long parent, String name, int length, int flags) {
        return body(
                FuseNotifyInvalEntryOut.SIZE,
                w -> {
                    FuseNotifyInvalEntryOut.PARENT.set(w, parent);
                    FuseNotifyInvalEntryOut.NAMELEN.set(w, length);
                    FuseNotifyInvalEntryOut.FLAGS.set(w, flags);
                },
                name + "\0");
    }

    private static byte[] delete(long parent, long child, String name) {
        return body(
                FuseNotifyDeleteOut.SIZE,
                w -> {
                    FuseNotifyDeleteOut.PARENT.set(w, parent);
                    FuseNotifyDeleteOut.CHILD.set(w, child);
                    FuseNotifyDeleteOut.NAMELEN.set(w, name.length());
                },
                name + "\0");
    }

    /** What a second read through an open file asks for after a notification. */
    private void readAgainAfter(byte[] invalInode) {
        serve();
        g.run(p -> {
            int fd = (int) p.open("/mnt/a/f", OpenFlags.O_RDONLY);
            long _ = p.sys.pread64(fd, p.buffer(), 100, 0);
            requests.clear();
            long _ = p.sys.pread64(fd, p.buffer(), 100, 0);
            assertThat(requests).as("all is cached").doesNotContain("READ");
            next = d -> g.say("" + d.notify(NotifyCode.INVAL_INODE, invalInode));
            p.sys.statfs("/mnt/a", new Kstatfs());
            requests.clear();
            long _ = p.sys.pread64(fd, p.buffer(), 100, 0);
        });
        assertThat(g.said()).containsExactly("40");
    }

    @Test
    void invalInodeDropsAttributesAndPages() {
        readAgainAfter(invalInode(2, 0, 0));
        assertThat(requests).contains("READ", "GETATTR");
    }

    @Test
    void aNegativeOffsetLeavesThePages() {
        readAgainAfter(invalInode(2, -1, 0));
        assertThat(requests).containsExactly("GETATTR");
    }

    @Test
    void invalEntryMakesTheNextWalkAskAgain() {
        serve();
        g.run(p -> p.exists("/mnt/a/f"));
        assertThat(requests).doesNotContain("LOOKUP f");
        notify(NotifyCode.INVAL_ENTRY, invalEntry(1, "f", 1, 0));
        g.run(p -> p.exists("/mnt/a/f"));
        assertThat(requests).contains("LOOKUP f");
        assertThat(g.said()).containsExactly("INVAL_ENTRY 34");
    }

    @Test
    void notificationsAboutNothingAreErrors() {
        serve();
        notify(NotifyCode.INVAL_INODE, invalInode(77, 0, 0));
        notify(NotifyCode.INVAL_ENTRY, invalEntry(1, "nothing", 7, 0));
        notify(NotifyCode.INVAL_ENTRY, invalEntry(77, "f", 1, 0));
        notify(NotifyCode.INVAL_ENTRY, invalEntry(1, "f", 2, 0));
        notify(NotifyCode.INVAL_ENTRY, invalEntry(1, "f", 2000, 0));
        notify(NotifyCode.INVAL_INODE, new byte[8]);
        notify(NotifyCode.PRUNE, new byte[16]);
        assertThat(g.said())
                .containsExactly(
                        "INVAL_INODE " + -Errno.ENOENT,
                        "INVAL_ENTRY " + -Errno.ENOENT,
                        "INVAL_ENTRY " + -Errno.ENOENT,
                        "INVAL_ENTRY " + -Errno.EINVAL,
                        "INVAL_ENTRY " + -Errno.ENAMETOOLONG,
                        "INVAL_INODE " + -Errno.EINVAL,
                        "PRUNE " + -Errno.EINVAL);
    }

    @Test
    void deleteTakesTheNameAwayUnlessItIsAnothers() {
        serve();
        notify(NotifyCode.DELETE, delete(1, 99, "f"));
        // Even so the name was dropped: it is looked up again.
        g.run(p -> p.exists("/mnt/a/f"));
        notify(NotifyCode.DELETE, delete(1, 2, "f"));
        assertThat(g.said()).containsExactly("DELETE " + -Errno.ENOENT, "DELETE 42");
    }

    @Test
    void storeFillsThePageCache() {
        serve();
        byte[] data =
                body(
                        FuseNotifyStoreOut.SIZE,
                        w -> {
                            FuseNotifyStoreOut.NODEID.set(w, 2);
                            FuseNotifyStoreOut.OFFSET.set(w, 0);
                            FuseNotifyStoreOut.SIZE_FIELD.set(w, 7);
                        },
                        "PUSHED!");
        g.run(p -> {
            int fd = (int) p.open("/mnt/a/f", OpenFlags.O_RDONLY);
            next = d -> g.say("STORE " + d.notify(NotifyCode.STORE, data));
            p.sys.statfs("/mnt/a", new Kstatfs());
            g.say(p.read(fd, 100));
        });
        assertThat(g.said()).containsExactly("STORE 47", "PUSHED!");
        assertThat(requests).doesNotContain("READ");
    }

    @Test
    void retrieveSendsWhatIsCached() {
        serve();
        g.run(p -> {
            int fd = (int) p.open("/mnt/a/f", OpenFlags.O_RDONLY);
            g.say(p.read(fd, 100));
            next =
                    d ->
                            g.say(
                                    ""
                                            + d.notify(
                                                    NotifyCode.RETRIEVE,
                                                    body(
                                                            FuseNotifyRetrieveOut.SIZE,
                                                            w -> {
                                                                FuseNotifyRetrieveOut.NOTIFY_UNIQUE
                                                                        .set(w, 1000);
                                                                FuseNotifyRetrieveOut.NODEID.set(
                                                                        w, 2);
                                                                FuseNotifyRetrieveOut.OFFSET.set(
                                                                        w, 3);
                                                                FuseNotifyRetrieveOut.SIZE_FIELD
                                                                        .set(w, 4096);
                                                            },
                                                            "")));
            p.sys.statfs("/mnt/a", new Kstatfs());
        });
        g.settle();
        assertThat(g.said()).containsExactly("content", "48");
        assertThat(replies)
                .singleElement()
                .satisfies(in -> {
                    assertThat(in.unique()).isEqualTo(1000);
                    assertThat(in.nodeid()).isEqualTo(2);
                    assertThat(FuseNotifyRetrieveIn.OFFSET.get(in.arguments())).isEqualTo(3);
                    assertThat(FuseNotifyRetrieveIn.SIZE_FIELD.get(in.arguments())).isEqualTo(4);
                    assertThat(new String(in.data(40, 100), StandardCharsets.ISO_8859_1))
                            .isEqualTo("tent");
                });
    }

    @Test
    void resendLetsUnansweredRequestsBeReadAgainWithABitInTheirNumber() {
        List<String> numbers = new ArrayList<>();
        Task _ =
                g.serve(d ->
                        d.on(
                                Opcode.LOOKUP,
                                (me, in, out) -> {
                                    numbers.add(Long.toHexString(in.unique()));
                                    if (numbers.size() == 1) {
                                        g.say("" + d.notify(NotifyCode.RESEND, new byte[0]));
                                        g.say("" + d.reply(in.unique(), 0));
                                        return FuseHandler.NO_REPLY;
                                    }
                                    return me.usual(in, out);
                                }));
        g.run(p -> g.say("stat " + p.exists("/mnt/a/f")));
        assertThat(numbers).containsExactly("4", "8000000000000004");
        assertThat(g.said()).containsExactly("16", "" + -Errno.ENOENT, "stat 0");
    }
}
