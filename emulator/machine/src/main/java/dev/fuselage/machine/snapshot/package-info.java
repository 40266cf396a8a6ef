/**
 * The form in which a whole machine is kept in a file and continued later: a version, then named
 * sections, one per component, compressed. Not a description of components: each implements {@link
 * dev.fuselage.machine.snapshot.Snapshotted} and knows its own state alone. Start there, then
 * {@link dev.fuselage.machine.snapshot.SnapshotWriter}.
 */
@NullMarked
package dev.fuselage.machine.snapshot;

import org.jspecify.annotations.NullMarked;
