package dev.fuselage.kernel.fuse;

import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.kernel.task.TaskSlot;
import dev.fuselage.kernel.vfs.FilesStruct;
import dev.fuselage.kernel.vfs.OpenFile;
import dev.fuselage.kernel.vfs.Vfs;
import dev.fuselage.kernel.wait.Suppliers;
import dev.fuselage.machine.time.SimulationRandom;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Names lock owners to the server ({@code fuse_lock_owner_id}): a number per owner, scrambled with
 * a key of the connection so that it tells nothing about the kernel. Owners, descriptor tables and
 * open files, are numbered as they come; Linux takes their addresses.
 */
final class FuseLockOwner {
    private static final int ROUNDS = 32;
    private static final int DELTA = 0x9E3779B9;

    private final int[] key = new int[4];
    private final Map<Object, Long> names = new WeakHashMap<>();
    private long owners;
    private @Nullable Object lastOwner;
    private long lastName;

    FuseLockOwner(SimulationRandom random) {
        for (int i = 0; i < key.length; i++) {
            key[i] = random.nextInt();
        }
    }

    /** The number of the current task's descriptor table. */
    long ofCurrent(Vfs vfs) {
        Object files = vfs.scheduler().current().attachment(TaskSlot.FILES);
        return files == null ? scramble(0) : of(files);
    }

    /** The number of an owner; the same as long as the owner lives. */
    @SuppressWarnings("ReferenceEquality") // an owner is itself and nothing else
    long of(Object owner) {
        if (owner != lastOwner) {
            lastName = names.computeIfAbsent(owner, o -> scramble(++owners));
            lastOwner = owner;
        }
        return lastName;
    }

    /**
     * Names, for a report, the tasks that share the owner with that number; false if there is none.
     */
    boolean holders(long number, TaskScheduler scheduler, Suppliers out) {
        boolean some = false;
        for (Task task : scheduler.tasks()) {
            if (task.attachment(TaskSlot.FILES) instanceof FilesStruct table
                    && (hasNumber(table, number) || table.has(file -> hasNumber(file, number)))) {
                out.task(task);
                some = true;
            }
        }
        return some;
    }

    private boolean hasNumber(Object owner, long number) {
        Long name = names.get(owner);
        return name != null && name == number;
    }

    /** The number by which RELEASE drops the flock locks of an open file; 0 where it has none. */
    long ofFlock(FuseFile ff, OpenFile file) {
        return ff.flock ? of(file) : 0;
    }

    /** XTEA with the connection's key. */
    private long scramble(long number) {
        int v0 = (int) number;
        int v1 = (int) (number >>> 32);
        int sum = 0;
        for (int i = 0; i < ROUNDS; i++) {
            v0 += (((v1 << 4) ^ (v1 >>> 5)) + v1) ^ (sum + key[sum & 3]);
            sum += DELTA;
            v1 += (((v0 << 4) ^ (v0 >>> 5)) + v0) ^ (sum + key[(sum >>> 11) & 3]);
        }
        return Integer.toUnsignedLong(v0) | ((long) v1 << 32);
    }
}
