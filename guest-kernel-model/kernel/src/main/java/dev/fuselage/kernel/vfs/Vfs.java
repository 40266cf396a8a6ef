package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.DeviceNumber;
import dev.fuselage.kernel.mm.PageAllocator;
import dev.fuselage.kernel.task.Credentials;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.kernel.task.TaskSlot;
import dev.fuselage.kernel.time.Timekeeping;
import dev.fuselage.kernel.wait.Deliverer;
import dev.fuselage.kernel.wait.Interruptibility;
import dev.fuselage.kernel.wait.RwSemaphore;
import dev.fuselage.kernel.wait.WaitQueue;
import dev.fuselage.kernel.work.WorkQueue;
import dev.fuselage.machine.stats.Counter;
import org.jspecify.annotations.Nullable;

/**
 * The file system layer of one guest: its caches, superblocks, mounts and file system types, and
 * what they need of the rest of the kernel.
 */
public final class Vfs {
    private final TaskScheduler scheduler;
    private final PageAllocator pages;
    private final Timekeeping clock;
    private final BackingDevice noBackingDevice = new BackingDevice("noop");
    private final DentryCache dentries = new DentryCache(this);
    private final InodeCache inodes = new InodeCache(this);
    private final SuperBlocks superBlocks = new SuperBlocks(this);
    private final MountTable mounts = new MountTable(this);
    private final FileSystemTypes types = new FileSystemTypes();
    private final Renames renames = new Renames(this);
    private final NameChanges nameChanges = new NameChanges(this);
    private final PathLookup paths = new PathLookup(this);
    private final Mounting mounting = new Mounting(this);
    private final PipeFs pipeFs = new PipeFs(this);
    private final PseudoFs proc = new PseudoFs("proc", ProcFs.MAGIC);
    private final PseudoFs sysfs = new PseudoFs("sysfs", 0x62656572L);
    private final ConsoleDevice console;
    private final Counter nameHits;
    private final Counter nameMisses;
    private final ConsoleDevice errorConsole;
    private final RootTree rootTree = new RootTree(this);
    private final CacheShrinker shrinker = new CacheShrinker(this);
    private final SpecialInodes specialInodes = new SpecialInodes();
    private final BlockedLocks blockedLocks = new BlockedLocks();
    private final Timespec now = new Timespec();
    private long inodeOrder;
    private @Nullable WorkQueue writebackQueue;
    private @Nullable DelayedFput delayedFput;

    /** The file system layer of a guest with those CPUs, pages and time of day. */
    public Vfs(TaskScheduler scheduler, PageAllocator pages, Timekeeping clock) {
        this.scheduler = scheduler;
        this.pages = pages;
        this.clock = clock;
        console = new ConsoleDevice(this);
        nameHits = scheduler.counter("name-cache.hits");
        nameMisses = scheduler.counter("name-cache.misses");
        errorConsole = new ConsoleDevice(this);
        noBackingDevice.raPages = 0;
        noBackingDevice.ioPages = 0;
        RamFs rootfs = new RamFs("rootfs");
        types.register(sysfs);
        types.register(rootfs);
        types.register(new RamFs("ramfs"));
        types.register(proc);
        types.register(pipeFs);
        new ProcFs(this).fill(proc.top());
        specialInodes.registerCharacterDevice(DeviceNumber.of(1, 3), CharacterDevices.NULL);
        specialInodes.registerCharacterDevice(DeviceNumber.of(1, 5), CharacterDevices.ZERO);
        specialInodes.registerCharacterDevice(DeviceNumber.of(1, 7), CharacterDevices.FULL);
        specialInodes.registerCharacterDevice(DeviceNumber.of(5, 0), console);
        specialInodes.registerCharacterDevice(DeviceNumber.of(5, 1), console);
        specialInodes.registerCharacterDevice(DeviceNumber.of(4, 64), errorConsole);
        rootTree.mountRoot(rootfs);
        pages.setReclaimer(shrinker::reclaim);
    }

    /** Where files are released whose last reference a kernel thread drops; there if nowhere. */
    public void setReleaseQueue(WorkQueue queue) {
        delayedFput = new DelayedFput(queue);
    }

    /** Where dirty pages are written from; without it only those write who ask for it. */
    public void setWritebackQueue(WorkQueue queue) {
        writebackQueue = queue;
    }

    /** Lets dirty pages of a device be written after a while. */
    public void addFlusher(BackingDevice device) {
        WorkQueue queue = writebackQueue;
        if (queue != null) {
            device.setFlusher(new Flusher(this, device, queue));
        }
    }

    /** The guest's CPUs and tasks. */
    public TaskScheduler scheduler() {
        return scheduler;
    }

    /** The guest's page frames. */
    public PageAllocator pages() {
        return pages;
    }

    /** Who waits for file locks. */
    BlockedLocks blockedLocks() {
        return blockedLocks;
    }

    /** Names. */
    public DentryCache dentries() {
        return dentries;
    }

    /** Inodes. */
    public InodeCache inodes() {
        return inodes;
    }

    /** File systems in use. */
    public SuperBlocks superBlocks() {
        return superBlocks;
    }

    /** What is mounted where. */
    public MountTable mounts() {
        return mounts;
    }

    /** What can be mounted. */
    public FileSystemTypes types() {
        return types;
    }

    /** Device nodes and what is behind them. */
    public SpecialInodes specialInodes() {
        return specialInodes;
    }

    /** From paths to places. */
    public PathLookup paths() {
        return paths;
    }

    /** mount(2) and umount2(2). */
    public Mounting mounting() {
        return mounting;
    }

    /** /proc; others add their files to its tree. */
    public PseudoFs proc() {
        return proc;
    }

    /** /sys; others add their files to its tree. */
    public PseudoFs sysfs() {
        return sysfs;
    }

    /** /dev/console. */
    public ConsoleDevice console() {
        return console;
    }

    /** /dev/ttyS0: a second line out, for complaints to be told from output. */
    public ConsoleDevice errorConsole() {
        return errorConsole;
    }

    /**
     * Fills the root with directories and devices and mounts /proc and /sys; called once, by the
     * first task.
     */
    public void fillRoot() {
        rootTree.fill();
    }

    /** Makes a pipe (create_pipe_files): {@code ends[0]} reads, {@code ends[1]} writes. */
    public void createPipe(int flags, OpenFile[] ends) {
        pipeFs.create(flags, ends);
    }

    /** Making and removing names. */
    public NameChanges nameChanges() {
        return nameChanges;
    }

    /**
     * Opens a file (do_filp_open): 0 with the file, and its reference, at the start of {@code out},
     * or negative.
     */
    public int open(int dfd, String name, int flags, int mode, @Nullable OpenFile[] out) {
        FileOpening opening = new FileOpening(this);
        int error = opening.open(dfd, name, flags, mode);
        if (error == 0) {
            out[0] = opening.takeFile();
        }
        return error;
    }

    /**
     * Opens a program to be executed (do_open_execat): 0 with the file, and its reference, at the
     * start of {@code out}, or negative. Nobody can write to it until {@link OpenFile#allowWrite}.
     */
    @KernelFunction("do_open_execat")
    public int openExecutable(String name, @Nullable OpenFile[] out) {
        FileOpening opening = new FileOpening(this);
        int error = opening.openExecutable(FilesStruct.AT_FDCWD, name);
        if (error != 0) {
            return error;
        }
        OpenFile file = opening.takeFile();
        error = file.denyWrite();
        if (error != 0) {
            file.put();
            return error;
        }
        out[0] = file;
        return 0;
    }

    /** The order in which inodes came to be, which ranks their locks. */
    long nextInodeOrder() {
        return ++inodeOrder;
    }

    /** Renaming. */
    public Renames renames() {
        return renames;
    }

    CacheShrinker shrinker() {
        return shrinker;
    }

    /** For file systems without storage: no readahead (noop_backing_dev_info). */
    BackingDevice noBackingDevice() {
        return noBackingDevice;
    }

    /** A component of a path was or was not answered by the cache of names. */
    void countName(boolean cached) {
        (cached ? nameHits : nameMisses).increment();
    }

    /** Who the current task is for file systems. */
    public Credentials credentials() {
        return scheduler.current().credentials();
    }

    /**
     * The present time as a file of a superblock is stamped (current_time). The object is reused by
     * the next call.
     */
    public Timespec currentTime(SuperBlock sb) {
        long nanos = clock.coarseRealNanos();
        now.set(
                Math.floorDiv(nanos, Timespec.NSEC_PER_SEC),
                (int) Math.floorMod(nanos, (long) Timespec.NSEC_PER_SEC));
        if (sb.timeGran > 1) {
            now.nsec -= now.nsec % sb.timeGran;
        }
        return now;
    }

    /** The umask of the current task (current_umask); 0 for kernel threads. */
    public int umask() {
        return scheduler.current().attachment(TaskSlot.FILE_SYSTEM) instanceof FsStruct fs
                ? fs.umask
                : 0;
    }

    RwSemaphore newInodeLock(Inode inode) {
        return new RwSemaphore(scheduler, "i_rwsem", inode);
    }

    // ---- waiting inside the caches

    /** Waits until a parallel look-up of a dentry has ended (d_wait_lookup). */
    void waitForLookup(Dentry dentry) {
        WaitQueue queue = dentry.lookupWait;
        if (queue == null) {
            Task finder = dentry.lookupTask;
            Deliverer who =
                    finder == null
                            ? Deliverer.anyTask("the task that looks it up")
                            : Deliverer.task(finder);
            queue = new WaitQueue(scheduler, "look-up", dentry, who);
            dentry.lookupWait = queue;
        }
        int _ =
                queue.waitEvent(
                        "d_alloc_parallel",
                        () -> !dentry.isInLookup(),
                        Interruptibility.UNINTERRUPTIBLE);
    }

    void wakeLookup(Dentry dentry) {
        WaitQueue queue = dentry.lookupWait;
        if (queue != null) {
            queue.wakeUpAll();
        }
    }

    /** Waits until an inode is set up or gone (wait_on_inode, __wait_on_freeing_inode). */
    void waitForInode(Inode inode) {
        WaitQueue queue = inode.stateWait;
        if (queue == null) {
            Deliverer who =
                    out -> {
                        Task busy = inode.stateTask;
                        if (busy == null) {
                            out.anyTask("the task that fills it");
                        } else {
                            out.task(busy);
                        }
                    };
            queue = new WaitQueue(scheduler, "inode state", inode, who);
            inode.stateWait = queue;
        }
        boolean freeing = (inode.state & (Inode.I_FREEING | Inode.I_WILL_FREE)) != 0;
        int _ =
                queue.waitEvent(
                        freeing ? "__wait_on_freeing_inode" : "wait_on_inode",
                        () -> freeing ? !inode.hashed : (inode.state & Inode.I_NEW) == 0,
                        Interruptibility.UNINTERRUPTIBLE);
    }

    void wakeInode(Inode inode) {
        WaitQueue queue = inode.stateWait;
        if (queue != null) {
            queue.wakeUpAll();
        }
    }

    /** The task that does something to a cache entry that others may have to wait for. */
    @Nullable Task worker() {
        return scheduler.currentOrNull();
    }

    /**
     * A file lost its last reference: releases it when the current system call returns, or here
     * when there is none (fput); a kernel thread leaves it to a work item.
     */
    void releaseLater(OpenFile file) {
        Task task = scheduler.currentOrNull();
        if (task != null && task.attachment(TaskSlot.TASK_WORK) instanceof TaskWork work) {
            work.add(file);
        } else if (delayedFput != null) {
            delayedFput.add(file);
        } else {
            file.release();
        }
    }
}
