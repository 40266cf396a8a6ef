/**
 * {@code fuselage fetch}: brings a real guest onto this machine, Debian's riscv64 kernel and a root
 * directory of BusyBox.
 *
 * <p>Start reading at {@link dev.fuselage.cli.fetch.FetchCommand}. The packages come through {@code
 * apt-get}, {@code apt-cache} and {@code dpkg-deb}, which work in a folder of their own ({@link
 * dev.fuselage.cli.fetch.PrivateApt}): nothing of the system changes, and nobody needs to be root.
 * Others find what was fetched with {@link dev.fuselage.cli.fetch.GuestFiles}, and hand it commands
 * with {@link dev.fuselage.cli.fetch.GuestCommands}. Nothing here runs a guest.
 */
@NullMarked
package dev.fuselage.cli.fetch;

import org.jspecify.annotations.NullMarked;
