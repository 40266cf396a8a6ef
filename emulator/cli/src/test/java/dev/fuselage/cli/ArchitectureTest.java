package dev.fuselage.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.fuselage.kernel.task.Credentials;
import dev.fuselage.kernel.task.Signal;
import dev.fuselage.kernel.vfs.Kstat;
import dev.fuselage.kernel.vfs.Kstatfs;
import dev.fuselage.kernel.vfs.Timespec;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

/** The arrows between the modules and the rules that keep every run of the machine the same. */
@AnalyzeClasses(packages = "dev.fuselage", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

    @ArchTest
    static final ArchRule modulesSeeOnlyWhatTheirArrowsPointAt =
            layeredArchitecture()
                    .consideringOnlyDependenciesInAnyPackage("dev.fuselage..")
                    .withOptionalLayers(true)
                    .layer("fuse-protocol")
                    .definedBy("dev.fuselage.fuse..")
                    .layer("machine")
                    .definedBy("dev.fuselage.machine..")
                    .layer("riscv")
                    .definedBy("dev.fuselage.riscv..")
                    .layer("devices")
                    .definedBy("dev.fuselage.devices..")
                    .layer("kernel")
                    .definedBy("dev.fuselage.kernel..")
                    .layer("scenarios")
                    .definedBy("dev.fuselage.scenarios..")
                    .layer("cli")
                    .definedBy("dev.fuselage.cli..")
                    .whereLayer("fuse-protocol")
                    .mayNotAccessAnyLayer()
                    .whereLayer("machine")
                    .mayNotAccessAnyLayer()
                    .whereLayer("riscv")
                    .mayOnlyAccessLayers("machine")
                    .whereLayer("devices")
                    .mayOnlyAccessLayers("machine", "fuse-protocol")
                    .whereLayer("kernel")
                    .mayOnlyAccessLayers("machine", "fuse-protocol")
                    .whereLayer("scenarios")
                    .mayOnlyAccessLayers("kernel", "devices", "machine", "fuse-protocol")
                    .whereLayer("cli")
                    .mayNotBeAccessedByAnyLayer();

    private static final String[] DETERMINISTIC = {
        "dev.fuselage.fuse..",
        "dev.fuselage.machine..",
        "dev.fuselage.riscv..",
        "dev.fuselage.devices..",
        "dev.fuselage.kernel..",
        "dev.fuselage.scenarios.."
    };

    @ArchTest
    static final ArchRule theMachineNeverReadsAWallClock =
            noClasses()
                    .that()
                    .resideInAnyPackage(DETERMINISTIC)
                    .should()
                    .callMethod(System.class, "nanoTime")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould()
                    .callMethod(java.time.Instant.class, "now")
                    .because("time is virtual: the same inputs give the same bytes on any host");

    @ArchTest
    static final ArchRule theMachineHasOneSeededSourceOfChance =
            noClasses()
                    .that()
                    .resideInAnyPackage(DETERMINISTIC)
                    .should()
                    .accessClassesThat()
                    .belongToAnyOf(Random.class, ThreadLocalRandom.class)
                    .orShould()
                    .callMethod(Math.class, "random")
                    .orShould()
                    .callMethod(System.class, "identityHashCode", Object.class)
                    .because("chance comes from SimulationRandom alone");

    @ArchTest
    static final ArchRule onlyTheCoroutineFallbackStartsThreads =
            noClasses()
                    .that()
                    .resideInAnyPackage(DETERMINISTIC)
                    .and()
                    .resideOutsideOfPackage("dev.fuselage.kernel.task..")
                    .should()
                    .accessClassesThat()
                    .areAssignableTo(Thread.class)
                    .because("the simulation is one thread; tasks are coroutines");

    /** Structures that system calls fill, and numbers. */
    private static final Class<?>[] HELD_OUT_TO_PROGRAMS = {
        Kstat.class, Kstatfs.class, Timespec.class, Credentials.class, Signal.class
    };

    @ArchTest
    static final ArchRule guestProgramsKnowTheKernelBySystemCallsAlone =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            "dev.fuselage.kernel.program.file..",
                            "dev.fuselage.kernel.program.text..",
                            "dev.fuselage.kernel.program.system..")
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage("dev.fuselage.kernel..")
                                    .and(not(resideInAPackage("dev.fuselage.kernel.program..")))
                                    .and(not(belongToAnyOf(HELD_OUT_TO_PROGRAMS))))
                    .orShould()
                    .dependOnClassesThat(resideInAPackage("dev.fuselage.machine.."))
                    .because(
                            "a program has what the C library gives it, and nothing of the kernel");
}
