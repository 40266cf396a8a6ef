package dev.fuselage.kernel.wait;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.TestGuest;
import dev.fuselage.kernel.task.Signal;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.task.TaskFailure;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LocksTest {
    private final TestGuest guest = new TestGuest(1);

    private void sleepMillis(long millis) {
        int _ = guest.time.nanosleep(millis * 1_000_000);
    }

    // ---- mutex

    @Test
    void waitersOfAMutexGetItInTheOrderOfTheirArrival() {
        Mutex mutex = new Mutex(guest.scheduler, "mutex", "m");
        for (String name : new String[] {"a", "b", "c"}) {
            guest.spawn(
                    name,
                    () -> {
                        mutex.lock();
                        guest.say(name);
                        sleepMillis(1);
                        mutex.unlock();
                    });
        }
        guest.run();
        assertThat(guest.said()).containsExactly("a", "b", "c");
        assertThat(mutex.isLocked()).isFalse();
    }

    @Test
    void aWaiterThatLostOnceGetsTheMutexHandedOver() {
        Mutex mutex = new Mutex(guest.scheduler, "mutex", "m");
        guest.spawn(
                "thief",
                () -> {
                    mutex.lock();
                    sleepMillis(1);
                    for (int i = 0; i < 3; i++) {
                        guest.say("thief " + i);
                        mutex.unlock();
                        // Still running: takes it back before the woken waiter runs.
                        mutex.lock();
                        guest.scheduler.yieldCpu();
                    }
                    mutex.unlock();
                });
        guest.spawn(
                "waiter",
                () -> {
                    mutex.lock();
                    guest.say("waiter");
                    mutex.unlock();
                });
        guest.run();
        assertThat(guest.said()).containsExactly("thief 0", "thief 1", "waiter", "thief 2");
    }

    @Test
    void aFatalSignalEndsAKillableWaitAndAnySignalAnInterruptibleOne() {
        Mutex mutex = new Mutex(guest.scheduler, "mutex", "m");
        guest.spawn(
                "owner",
                () -> {
                    mutex.lock();
                    sleepMillis(10);
                    guest.say("free");
                    mutex.unlock();
                });
        Task plain =
                guest.spawn(
                        "plain",
                        () -> {
                            mutex.lock();
                            guest.say("plain got it");
                            mutex.unlock();
                        });
        Task killable =
                guest.spawn("killable", () -> guest.say("killable " + mutex.lockKillable()));
        Task interruptible =
                guest.spawn(
                        "interruptible",
                        () -> guest.say("interruptible " + mutex.lockInterruptible()));
        guest.spawn(
                "killer",
                () -> {
                    sleepMillis(1);
                    for (Task task : new Task[] {killable, interruptible}) {
                        task.setSignalAction(
                                Signal.SIGINT, dev.fuselage.kernel.task.SignalAction.HANDLE);
                        task.sendSignal(Signal.SIGINT);
                    }
                    sleepMillis(1);
                    guest.say("then");
                    killable.sendSignal(Signal.SIGKILL);
                    plain.sendSignal(Signal.SIGKILL);
                });
        guest.run();
        assertThat(guest.said())
                .containsExactly(
                        "interruptible " + -Errno.EINTR,
                        "then",
                        "killable " + -Errno.EINTR,
                        "free",
                        "plain got it");
    }

    @Test
    void onlyTheOwnerUnlocksAMutex() {
        Mutex mutex = new Mutex(guest.scheduler, "mutex", "m");
        guest.spawn("owner", mutex::lock);
        guest.spawn("other", mutex::unlock);
        assertThatThrownBy(guest::run)
                .isInstanceOf(TaskFailure.class)
                .hasMessageContaining("owned by owner");
    }

    // ---- rw semaphore

    @Test
    void readersShareAndAWriterWaitsForAllOfThem() {
        RwSemaphore sem = new RwSemaphore(guest.scheduler, "i_rwsem", "inode 1");
        for (int i = 0; i < 3; i++) {
            int me = i;
            guest.spawn(
                    "r" + i,
                    () -> {
                        sem.downRead();
                        guest.say("+r" + me);
                        sleepMillis(3 + me);
                        guest.say("-r" + me);
                        sem.upRead();
                    });
        }
        guest.spawn(
                "w",
                () -> {
                    sem.downWrite();
                    guest.say("w");
                    sem.upWrite();
                });
        guest.run();
        assertThat(guest.said()).containsExactly("+r0", "+r1", "+r2", "-r0", "-r1", "-r2", "w");
    }

    @Test
    void aWaitingWriterBlocksLaterReadersAndThenAllReadersGoTogether() {
        RwSemaphore sem = new RwSemaphore(guest.scheduler, "i_rwsem", "inode 1");
        guest.spawn(
                "r0",
                () -> {
                    sem.downRead();
                    sleepMillis(1);
                    guest.say("-r0");
                    sem.upRead();
                });
        guest.spawn("w1", () -> write(sem, "w1"));
        guest.spawn("r1", () -> read(sem, "r1"));
        guest.spawn("w2", () -> write(sem, "w2"));
        guest.spawn("r2", () -> read(sem, "r2"));
        guest.run();
        assertThat(guest.said())
                .containsExactly("-r0", "+w1", "-w1", "+r1", "+r2", "-r1", "-r2", "+w2", "-w2");
    }

    private void write(RwSemaphore sem, String name) {
        sem.downWrite();
        guest.say("+" + name);
        sleepMillis(1);
        guest.say("-" + name);
        sem.upWrite();
    }

    private void read(RwSemaphore sem, String name) {
        sem.downRead();
        guest.say("+" + name);
        sleepMillis(1);
        guest.say("-" + name);
        sem.upRead();
    }

    @Test
    void aKilledWriterLetsTheReadersBehindItIn() {
        RwSemaphore sem = new RwSemaphore(guest.scheduler, "i_rwsem", "inode 1");
        guest.spawn(
                "r0",
                () -> {
                    sem.downRead();
                    sleepMillis(10);
                    guest.say("-r0");
                    sem.upRead();
                });
        Task writer = guest.spawn("w", () -> guest.say("w " + sem.downWriteKillable()));
        guest.spawn("r1", () -> read(sem, "r1"));
        guest.spawn(
                "killer",
                () -> {
                    sleepMillis(1);
                    writer.sendSignal(Signal.SIGKILL);
                });
        guest.run();
        assertThat(guest.said()).containsExactly("w " + -Errno.EINTR, "+r1", "-r1", "-r0");
    }

    @Test
    void aDowngradedWriterSharesWithTheReadersThatWaitFirst() {
        RwSemaphore sem = new RwSemaphore(guest.scheduler, "i_rwsem", "inode 1");
        guest.spawn(
                "w",
                () -> {
                    sem.downWrite();
                    sleepMillis(1);
                    sem.downgradeWrite();
                    guest.say("downgraded");
                    sleepMillis(5);
                    guest.say("-w");
                    sem.upRead();
                });
        guest.spawn("r", () -> read(sem, "r"));
        guest.run();
        assertThat(guest.said()).containsExactly("downgraded", "+r", "-r", "-w");
    }

    @Test
    void noScheduleLetsAWriterInWithOthersOrLosesAWakeUp() {
        for (long seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            TestGuest many = new TestGuest(2, (kind, n) -> random.nextInt(n));
            RwSemaphore sem = new RwSemaphore(many.scheduler, "i_rwsem", "inode 1");
            int[] inside = new int[2];
            for (int i = 0; i < 6; i++) {
                boolean writes = i % 3 == 0;
                many.spawn(
                        "t" + i,
                        () -> {
                            for (int k = 0; k < 10; k++) {
                                if (writes) {
                                    sem.downWrite();
                                    assertThat(inside).containsExactly(0, 0);
                                    inside[1]++;
                                    many.scheduler.syncPoint();
                                    inside[1]--;
                                    sem.upWrite();
                                } else {
                                    sem.downRead();
                                    assertThat(inside[1]).isZero();
                                    inside[0]++;
                                    many.scheduler.syncPoint();
                                    inside[0]--;
                                    sem.upRead();
                                }
                            }
                            many.say("done");
                        });
            }
            many.run();
            assertThat(many.said())
                    .as("seed %d: %s", seed, WaitGraph.of(many.scheduler).describe())
                    .hasSize(6);
        }
    }

    // ---- spin lock

    @Test
    void aSpinLockIsNeverHeldByTwoCpus() {
        for (long seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            TestGuest many = new TestGuest(3, (kind, n) -> random.nextInt(n));
            SpinLock lock = new SpinLock(many.scheduler, "fiq->lock", "");
            int[] inside = new int[1];
            for (int i = 0; i < 6; i++) {
                many.spawn(
                        "t" + i,
                        () -> {
                            for (int k = 0; k < 5; k++) {
                                lock.lock();
                                assertThat(inside[0]++).isZero();
                                many.scheduler.spend(random.nextInt(1000));
                                many.scheduler.syncPoint();
                                inside[0]--;
                                lock.unlock();
                                many.scheduler.syncPoint();
                            }
                            many.say("done");
                        });
            }
            many.run();
            assertThat(many.said()).as("seed %d", seed).hasSize(6);
        }
    }

    @Test
    void theHoldersOfASpinLockDoNotOverlapInVirtualTime() {
        TestGuest two = new TestGuest(2);
        two.run();
        SpinLock lock = new SpinLock(two.scheduler, "fiq->lock", "");
        long[] times = new long[2];
        two.spawn(
                "long",
                () -> {
                    lock.lock();
                    two.scheduler.spend(100_000);
                    times[0] = two.scheduler.now();
                    lock.unlock();
                    two.scheduler.spend(900_000);
                });
        two.spawn(
                "short",
                () -> {
                    two.scheduler.spend(10_000);
                    lock.lock();
                    times[1] = two.scheduler.now();
                    lock.unlock();
                });
        two.run();
        assertThat(times[1]).isGreaterThanOrEqualTo(times[0]);
        assertThat(times[1]).isLessThan(times[0] + 10_000);
    }

    // ---- page lock

    private final class PageLock extends BitLock {
        PageLock() {
            super(guest.scheduler, "page lock");
        }

        @Override
        protected Object instance() {
            return "inode 2 page 0";
        }
    }

    @Test
    void aPageLockMayBeUnlockedBySomebodyElse() {
        PageLock page = new PageLock();
        guest.spawn(
                "reader",
                () -> {
                    page.lock();
                    page.handOver(Deliverer.outside("FUSE_READ #3"));
                });
        guest.spawn(
                "waiter",
                () -> {
                    page.lock();
                    guest.say("locked");
                    page.unlock();
                });
        guest.spawn(
                "completion",
                () -> {
                    sleepMillis(1);
                    guest.say("unlock");
                    page.unlock();
                });
        guest.run();
        assertThat(guest.said()).containsExactly("unlock", "locked");
    }

    @Test
    void thoseWhoOnlyWaitForAPageDoNotTakeItAndDoNotStopTheNextInLine() {
        PageLock page = new PageLock();
        guest.spawn(
                "owner",
                () -> {
                    page.lock();
                    sleepMillis(1);
                    page.unlock();
                });
        guest.spawn(
                "w1",
                () -> {
                    page.waitUntilUnlocked();
                    guest.say("w1 saw it free");
                });
        guest.spawn(
                "l1",
                () -> {
                    page.lock();
                    guest.say("l1");
                    page.unlock();
                });
        guest.run();
        assertThat(guest.said()).containsExactly("w1 saw it free", "l1");
    }

    @Test
    void afterFiveLostRacesAPageIsHandedOver() {
        PageLock page = new PageLock();
        guest.spawn(
                "thief",
                () -> {
                    page.lock();
                    sleepMillis(1);
                    for (int i = 0; i < 8; i++) {
                        guest.say("t" + i);
                        page.unlock();
                        page.lock();
                        guest.scheduler.yieldCpu();
                    }
                    page.unlock();
                });
        guest.spawn(
                "waiter",
                () -> {
                    page.lock();
                    guest.say("waiter");
                    page.unlock();
                });
        guest.run();
        assertThat(guest.said())
                .containsExactly("t0", "t1", "t2", "t3", "t4", "t5", "waiter", "t6", "t7");
    }

    @Test
    void aKilledTaskStopsWaitingForAPage() {
        PageLock page = new PageLock();
        guest.spawn(
                "owner",
                () -> {
                    page.lock();
                    sleepMillis(5);
                    page.unlock();
                });
        Task killed = guest.spawn("killed", () -> guest.say("" + page.lockKillable()));
        guest.spawn(
                "killer",
                () -> {
                    sleepMillis(1);
                    killed.sendSignal(Signal.SIGKILL);
                });
        guest.run();
        assertThat(guest.said()).containsExactly("" + -Errno.EINTR);
        assertThat(page.isLocked()).isFalse();
    }
}
