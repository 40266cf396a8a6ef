package dev.fuselage.kernel;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.kernel.task.WaitedFor;

/** Every wait has a name: only one package blocks, and only its classes can be waited for. */
@AnalyzeClasses(
        packages = "dev.fuselage.kernel",
        importOptions = ImportOption.DoNotIncludeTests.class)
class WaitingRulesTest {
    @ArchTest
    static final ArchRule ONLY_THE_WAIT_PACKAGE_BLOCKS =
            noClasses()
                    .that()
                    .resideOutsideOfPackages("dev.fuselage.kernel.wait", "dev.fuselage.kernel.task")
                    .should()
                    .callMethodWhere(
                            target(nameMatching("block|blockUntil|spin"))
                                    .and(target(owner(assignableTo(TaskScheduler.class)))));

    @ArchTest
    static final ArchRule WHAT_IS_WAITED_FOR_EXTENDS_THE_WAIT_PACKAGE =
            classes()
                    .that()
                    .areAssignableTo(WaitedFor.class)
                    .and()
                    .resideOutsideOfPackage("dev.fuselage.kernel.task")
                    .should()
                    .beAssignableTo("dev.fuselage.kernel.wait.Waitable");

    @ArchTest
    static final ArchRule THE_LOWEST_PARTS_KNOW_NOTHING_OF_WHAT_IS_BUILT_ON_THEM =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            "dev.fuselage.kernel.task",
                            "dev.fuselage.kernel.wait",
                            "dev.fuselage.kernel.time",
                            "dev.fuselage.kernel.work",
                            "dev.fuselage.kernel.log")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.fuselage.kernel.vfs",
                            "dev.fuselage.kernel.mm",
                            "dev.fuselage.kernel.fuse",
                            "dev.fuselage.kernel.syscall",
                            "dev.fuselage.kernel.virtio",
                            "dev.fuselage.kernel.virtiofs",
                            "dev.fuselage.kernel.pci");

    @ArchTest
    static final ArchRule THE_KERNEL_SEES_NO_HOST_THREADS_AND_NO_WALL_CLOCK =
            noClasses()
                    .that()
                    .doNotHaveSimpleName("ThreadCoroutine")
                    .should()
                    .dependOnClassesThat()
                    .haveFullyQualifiedName("java.lang.Thread")
                    .orShould()
                    .callMethod(System.class, "nanoTime")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis");
}
