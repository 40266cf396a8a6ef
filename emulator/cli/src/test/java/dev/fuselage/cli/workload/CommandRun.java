package dev.fuselage.cli.workload;

import dev.fuselage.cli.Fuselage;
import dev.fuselage.cli.HostEnvironment;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * One run of the command {@code fuselage} inside this process.
 *
 * @param status exit status
 * @param out standard output
 * @param err standard error
 */
record CommandRun(int status, String out, String err) {
    static CommandRun of(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        HostEnvironment host =
                new HostEnvironment(InputStream.nullInputStream(), out, err, Map.of(), () -> false);
        int status = Fuselage.run(host, words);
        return new CommandRun(
                status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
