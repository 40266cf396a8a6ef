package dev.fuselage.riscv;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RehearsalTest {
    /** HotSpot takes a branch for one that goes one way when it has seen it fewer than 40 times. */
    @Test
    void everyInstructionIsExecutedOftenEnoughForTheCompilerToBelieveIt() {
        assertThat(Rehearsal.rounds()).isGreaterThan(100);
    }
}
