package dev.fuselage.riscv.image;

/**
 * A kernel or firmware in memory.
 *
 * @param format what the file was: "Linux Image", "ELF" or "raw binary"
 * @param entry physical address of its first instruction
 * @param range the memory it uses, from its first to its last byte, including what it zeroes
 */
public record LoadedProgram(String format, long entry, Placed range) {}
