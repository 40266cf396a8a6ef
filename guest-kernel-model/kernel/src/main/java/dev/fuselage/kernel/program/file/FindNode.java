package dev.fuselage.kernel.program.file;

/** A part of {@code find}'s expression: a test, an action, or parts joined. */
@FunctionalInterface
interface FindNode {

    /** Whether it holds for the file; an action acts, and tells whether it could. */
    boolean holds(FoundFile file);

    default FindNode and(FindNode other) {
        return file -> holds(file) && other.holds(file);
    }

    default FindNode or(FindNode other) {
        return file -> holds(file) || other.holds(file);
    }

    default FindNode negate() {
        return file -> !holds(file);
    }
}
