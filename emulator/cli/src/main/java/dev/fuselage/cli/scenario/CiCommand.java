package dev.fuselage.cli.scenario;

import dev.fuselage.cli.HostEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code fuselage scenario ci}. */
@Command(
        name = "ci",
        mixinStandardHelpOptions = true,
        description = "Prints an example to start from: how a CI system runs the scenarios.")
final class CiCommand implements Callable<Integer> {

    private final HostEnvironment host;

    @Parameters(
            index = "0",
            paramLabel = "SYSTEM",
            description =
                    "kubernetes: an Indexed Job with a shard in each pod; github: a workflow with"
                            + " a matrix of shards.")
    private String system = "";

    CiCommand(HostEnvironment host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        Choice.require("scenario ci", system, List.of("kubernetes", "github"));
        host.print(resource(system + ".yaml"));
        return ScenarioStatus.MET;
    }

    private static String resource(String name) {
        try (InputStream in = CiCommand.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
