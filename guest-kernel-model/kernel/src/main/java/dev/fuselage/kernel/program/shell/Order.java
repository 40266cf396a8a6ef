package dev.fuselage.kernel.program.shell;

import dev.fuselage.kernel.program.shell.CommandList.Item;
import dev.fuselage.kernel.program.shell.CommandList.Pipeline;

/** What a user's session tells a guest's resident shell to do. */
sealed interface Order {

    /** Run a pipeline and wait for it. {@code before} is the status of what ran before it. */
    record Run(Pipeline pipeline, int before) implements Order {}

    /** Start a list and do not wait. */
    record RunInBackground(Item item, int before) implements Order {}

    /** Find the names that a path begun so may go on with. */
    record Complete(String path) implements Order {}

    /** Say which background jobs have ended. */
    record ReportJobs() implements Order {}
}
