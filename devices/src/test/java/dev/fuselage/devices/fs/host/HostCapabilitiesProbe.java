package dev.fuselage.devices.fs.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;

/** Looks at this thread's capabilities with system calls of its own. */
final class HostCapabilitiesProbe {

    private HostCapabilitiesProbe() {}

    static void assertFsetidInForce() {
        try (Arena arena = Arena.ofConfined()) {
            Capabilities capabilities = new Capabilities(HostThread.systemCalls(), arena);
            assertThat(capabilities.effective(Capabilities.CAP_FSETID))
                    .as("CAP_FSETID is in force")
                    .isTrue();
        }
    }
}
