package dev.fuselage.kernel.exec;

import dev.fuselage.kernel.mm.MappedMemory;
import dev.fuselage.kernel.mm.Page;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.machine.time.SimulationRandom;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a program finds on its stack (create_elf_tables, System V ABI "Process Initialization"): the
 * argument count, pointers to arguments and environment, the auxiliary vector, and what they point
 * at.
 */
final class ElfTables {
    /** Bytes a stack may grow to (_STK_LIM). */
    static final long STACK_SIZE = 8 << 20;

    private static final int AT_NULL = 0;
    private static final int AT_PHDR = 3;
    private static final int AT_PHENT = 4;
    private static final int AT_PHNUM = 5;
    private static final int AT_PAGESZ = 6;
    private static final int AT_BASE = 7;
    private static final int AT_FLAGS = 8;
    private static final int AT_ENTRY = 9;
    private static final int AT_UID = 11;
    private static final int AT_EUID = 12;
    private static final int AT_GID = 13;
    private static final int AT_EGID = 14;
    private static final int AT_HWCAP = 16;
    private static final int AT_CLKTCK = 17;
    private static final int AT_SECURE = 23;
    private static final int AT_RANDOM = 25;
    private static final int AT_EXECFN = 31;

    /** What user mode can do: a bit for each of the letters I, M and C. */
    private static final long HWCAP = 1L << ('I' - 'A') | 1L << ('M' - 'A') | 1L << ('C' - 'A');

    private static final int USER_HZ = 100;
    private static final int RANDOM_BYTES = 16;
    private static final int ALIGNMENT = 16;

    private final Binprm bprm;
    private final ByteArrayOutputStream strings = new ByteArrayOutputStream();

    ElfTables(Binprm bprm) {
        this.bprm = bprm;
    }

    private long add(String text) {
        long at = strings.size();
        strings.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
        strings.write(0);
        return at;
    }

    private List<Long> addAll(List<String> texts) {
        List<Long> places = new ArrayList<>();
        for (String text : texts) {
            places.add(add(text));
        }
        return places;
    }

    /**
     * Writes all of it and says where the stack begins.
     *
     * @param phdr address of the program headers
     * @param phnum how many there are
     * @param base what was added to the interpreter's addresses
     * @param entry where the program itself begins
     * @return 0, or -EFAULT when there is no room
     */
    @KernelFunction("create_elf_tables")
    int write(long phdr, int phnum, long base, long entry) {
        long filename = add(bprm.filename);
        List<Long> argv = addAll(bprm.argv);
        List<Long> envp = addAll(bprm.envp);
        long random = strings.size();
        SimulationRandom source = bprm.vfs.scheduler().simulation().random();
        for (int i = 0; i < RANDOM_BYTES; i++) {
            strings.write((int) source.nextLong());
        }
        long top = (MappedMemory.END - Long.BYTES - strings.size()) & -ALIGNMENT;
        long[][] vector = {
            {AT_HWCAP, HWCAP},
            {AT_PAGESZ, Page.SIZE},
            {AT_CLKTCK, USER_HZ},
            {AT_PHDR, phdr},
            {AT_PHENT, ElfHeader.PHENTSIZE},
            {AT_PHNUM, phnum},
            {AT_BASE, base},
            {AT_FLAGS, 0},
            {AT_ENTRY, entry},
            {AT_UID, Integer.toUnsignedLong(bprm.credentials.uid())},
            {AT_EUID, Integer.toUnsignedLong(bprm.credentials.euid())},
            {AT_GID, Integer.toUnsignedLong(bprm.credentials.gid())},
            {AT_EGID, Integer.toUnsignedLong(bprm.credentials.egid())},
            {AT_SECURE, bprm.secure ? 1 : 0},
            {AT_RANDOM, top + random},
            {AT_EXECFN, top + filename},
            {AT_NULL, 0}
        };
        int words = 1 + argv.size() + 1 + envp.size() + 1 + 2 * vector.length;
        ByteBuffer table = ByteBuffer.allocate(words * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        table.putLong(argv.size());
        argv.forEach(at -> table.putLong(top + at));
        table.putLong(0);
        envp.forEach(at -> table.putLong(top + at));
        table.putLong(0);
        for (long[] entryOfVector : vector) {
            table.putLong(entryOfVector[0]).putLong(entryOfVector[1]);
        }
        bprm.stackPointer = (top - table.capacity()) & -ALIGNMENT;
        byte[] texts = strings.toByteArray();
        int error = bprm.memory.put(top, texts, 0, texts.length);
        return error != 0
                ? error
                : bprm.memory.put(bprm.stackPointer, table.array(), 0, table.capacity());
    }
}
