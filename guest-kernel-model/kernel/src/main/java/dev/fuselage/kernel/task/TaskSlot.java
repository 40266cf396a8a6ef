package dev.fuselage.kernel.task;

/**
 * A task's place for one kind of attachment. At exit the attachments go in the order of this
 * enumeration, as {@code do_exit}'s steps do.
 */
public enum TaskSlot {
    /** Anonymous memory and mappings ({@code mm_struct}). */
    MEMORY,
    /** Open file descriptors ({@code files_struct}). */
    FILES,
    /** Root, current directory, umask ({@code fs_struct}). */
    FILE_SYSTEM,
    /** Mounts ({@code nsproxy}). */
    NAMESPACES,
    /** Where a parent waits for the exit of its children ({@code wait_chldexit}). */
    CHILD_EXITS,
    /** What waits for the return to user mode, such as releasing files ({@code task_work}). */
    TASK_WORK
}
