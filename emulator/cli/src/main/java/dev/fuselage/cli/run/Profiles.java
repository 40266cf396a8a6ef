package dev.fuselage.cli.run;

import dev.fuselage.cli.UsageError;
import dev.fuselage.machine.cost.CostProfile;
import dev.fuselage.machine.cost.CostProfileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What {@code --profile} names. */
public final class Profiles {

    private Profiles() {}

    /**
     * The standard prices, with a file's changes if one is named.
     *
     * @throws UsageError when the file cannot be read or says something wrong
     */
    public static CostProfile load(@Nullable String file) {
        if (file == null) {
            return CostProfile.standard();
        }
        try {
            Path path = Path.of(file);
            if (!Files.isRegularFile(path)) {
                throw new UsageError("--profile: " + file + ": no such file");
            }
            return CostProfile.load(path);
        } catch (CostProfileException | InvalidPathException e) {
            throw new UsageError("--profile: " + e.getMessage());
        } catch (IOException e) {
            throw new UsageError("--profile: " + file + ": cannot be read");
        }
    }
}
