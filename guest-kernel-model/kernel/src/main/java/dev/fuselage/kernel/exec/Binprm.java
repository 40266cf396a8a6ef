package dev.fuselage.kernel.exec;

import dev.fuselage.kernel.mm.UserMemory;
import dev.fuselage.kernel.task.Credentials;
import dev.fuselage.kernel.vfs.OpenFile;
import dev.fuselage.kernel.vfs.Vfs;
import java.util.ArrayList;
import java.util.List;

/** A program on its way into a process (struct linux_binprm). */
final class Binprm {
    /** Bytes of the file by which its format is told (BINPRM_BUF_SIZE). */
    static final int BUF_SIZE = 256;

    final Vfs vfs;

    /** The name that was executed. */
    final String filename;

    /** The name that is loaded: another one when an interpreter runs the file. */
    String interp;

    final List<String> argv;
    final List<String> envp;

    /** What is loaded; holds a reference, and writers away. */
    OpenFile file;

    /** The file's beginning, followed by zeros. */
    final ByteFields buf = new ByteFields(BUF_SIZE);

    /** The memory it will have. */
    final UserMemory memory;

    /** Who it will be. */
    Credentials credentials;

    /** The process is no longer what it was: an error ends it. */
    boolean pointOfNoReturn;

    /** It acts for somebody else than its caller (AT_SECURE). */
    boolean secure;

    /** Address of the first instruction. */
    long entry;

    /** Address of the argument count. */
    long stackPointer;

    Binprm(Vfs vfs, String filename, OpenFile file, List<String> argv, List<String> envp) {
        this.vfs = vfs;
        this.filename = filename;
        this.interp = filename;
        this.file = file;
        // A program finds at least its own place in argv.
        this.argv = new ArrayList<>(argv.isEmpty() ? List.of("") : argv);
        this.envp = List.copyOf(envp);
        this.memory = UserMemory.forMachineCode(vfs.pages());
        this.credentials = vfs.credentials();
    }

    /** Loads another file in the place of this one (bprm-&gt;interpreter). */
    void replaceFile(OpenFile next) {
        file.allowWrite();
        file.put();
        file = next;
    }

    /** The file is loaded, or is not to be (free_bprm). */
    void release() {
        file.allowWrite();
        file.put();
    }
}
