package dev.fuselage.cli.session;

import dev.fuselage.kernel.Kernel;
import dev.fuselage.machine.Machine;
import java.util.List;

/**
 * One guest: its machine, its kernel, and its end of each share.
 *
 * @param number from 1, as in {@code @1}
 * @param connections in the order of the shares
 */
public record Guest(int number, Machine machine, Kernel kernel, List<Connection> connections) {

    public Guest {
        connections = List.copyOf(connections);
    }
}
