package dev.fuselage.kernel.quirk;

/** A mistake of Linux's history that the modelled kernel can make again. */
public enum KernelQuirk {
    /**
     * virtio-fs ends every reply in the queue's done work, also one whose end may sleep: before
     * bb737bbe48be ("virtiofs: schedule blocking async replies in separate worker").
     */
    REPLY_ENDS_IN_DONE_WORK,

    /**
     * The last reference to an open file, dropped by the end of a READ, sends RELEASE and waits for
     * its reply there, as the close does: before 5a18ec176c93 ("fuse: fix hang of single threaded
     * fuseblk filesystem"), which the development tree of virtio-fs met again ("fuse: Release file
     * in process context").
     */
    RELEASE_WAITS_IN_REQUEST_END,

    /**
     * virtio-fs waits for room in the ring where the request is sent, with {@code fc->bg_lock}
     * held: before a9bfd9dd3417 ("virtiofs: retry request submission from worker context").
     */
    SUBMIT_WAITS_UNDER_BG_LOCK,

    /**
     * Mounting allocates the {@code fuse_dev} of each queue after the superblock is live, so that a
     * failure cannot be undone: what came before the allocation of all devices ahead of it.
     */
    DEVICES_ALLOCATED_AFTER_SUPER_BLOCK,

    /**
     * The module is called {@code virtio_fs}, and so is its alias as a file system, while the type
     * that it brings is {@code virtiofs}: before 112e72373d1f ("virtio-fs: Change module name to
     * virtiofs.ko").
     */
    MODULE_NAMED_VIRTIO_FS,

    /**
     * The end of a request reads whether there is somebody to call from the arguments, which lie on
     * the stack of a sender that may be gone by then: before 3e8cb8b2eaeb ("fuse: fix stack use
     * after return").
     */
    ARGUMENTS_ON_SENDERS_STACK,

    /**
     * Attributes of a reply are taken over without a look at mode and size: before eb59bd17d2fa
     * ("fuse: verify attributes").
     */
    ATTRIBUTES_UNCHECKED,

    /**
     * A live inode that turns out to be another file is made bad with {@code make_bad_inode()},
     * which exchanges its operations under its users: before 5d069dbe8aaf ("fuse: fix bad inode").
     */
    BAD_INODE_ON_LIVE_INODE,

    /** INTERRUPT that was answered with EAGAIN is not queued again. */
    INTERRUPT_NOT_QUEUED_AGAIN,

    /**
     * Abort ends a request whose buffers are being copied at once, without waiting for the copy
     * ({@code req->locked} is not there).
     */
    ABORT_IGNORES_COPYING,

    /**
     * A daemon's buffer is copied to and from with page faults allowed, and the request counts as
     * locked meanwhile.
     */
    COPY_FAULTS_WHILE_LOCKED
}
