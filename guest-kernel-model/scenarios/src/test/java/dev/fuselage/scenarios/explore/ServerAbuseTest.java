package dev.fuselage.scenarios.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.devices.virtiofs.Mishaps;
import dev.fuselage.scenarios.Expectation;
import dev.fuselage.scenarios.Expectation.What;
import dev.fuselage.scenarios.GuestShape;
import dev.fuselage.scenarios.Parameters;
import dev.fuselage.scenarios.Scenario;
import dev.fuselage.scenarios.Stage;
import dev.fuselage.scenarios.Variant;
import dev.fuselage.scenarios.catalogue.MountWorkUmount;
import dev.fuselage.scenarios.explore.GuestRun.End;
import dev.fuselage.scenarios.outcome.Counterexample;
import dev.fuselage.scenarios.outcome.CycleNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A server that dies, loses, repeats or reorders, at every request of a run that mounts, works and
 * unmounts: every task ends, or the report names who waits for what.
 */
class ServerAbuseTest {
    /** What goes wrong at one request. */
    private record Abuse(String name, Mishaps mishaps) implements Scenario {
        @Override
        public String name() {
            return "test/" + name;
        }

        @Override
        public String summary() {
            return name;
        }

        @Override
        public String source() {
            return "";
        }

        @Override
        public String fix() {
            return "";
        }

        @Override
        public String picture() {
            return "";
        }

        @Override
        public Expectation expectation(Variant variant) {
            return Expectation.never(What.LOST_WAKEUP);
        }

        @Override
        public GuestShape shape(Variant variant, Parameters parameters) {
            return GuestShape.standard().withWorkers(2);
        }

        @Override
        public void play(Stage stage) {
            stage.device().setMishaps(mishaps);
            stage.task("worker", MountWorkUmount::run);
            stage.task("reader", MountWorkUmount::look);
        }
    }

    private static Mishaps freezesAt(long request) {
        return new Mishaps() {
            @Override
            public boolean isAliveAt(long number) {
                return number < request;
            }
        };
    }

    private static Mishaps fateAt(long request, Mishaps.Fate fate) {
        return new Mishaps() {
            @Override
            public Fate fateOf(long number) {
                return number == request ? fate : Fate.DELIVERED;
            }
        };
    }

    private static Plan plan(Scenario scenario) {
        return Plan.of(scenario, Variant.FIXED).minimising(false);
    }

    /** How many requests the run makes when nothing goes wrong. */
    private static long requests() {
        long[] last = new long[1];
        Mishaps counting =
                new Mishaps() {
                    @Override
                    public Fate fateOf(long number) {
                        last[0] = Math.max(last[0], number);
                        return Fate.DELIVERED;
                    }
                };
        assertThat(end(new Abuse("none", counting))).isEqualTo(End.PASSED);
        return last[0];
    }

    private static End end(Scenario scenario) {
        try (Runs runs = new Runs(plan(scenario), count -> {}, () -> 0)) {
            return check(runs, new FirstChoice());
        }
    }

    private static End check(Runs runs, Chooser chooser) {
        End end = runs.runOnce(chooser);
        if (end == End.PASSED) {
            return end;
        }
        List<ReplayToken.Run> schedule = runs.course().runs();
        Counterexample found = new Witness(runs).tell(schedule, end);
        assertThat(end).as(found.headline()).isEqualTo(End.LOST_WAKEUP);
        assertThat(found.cycle()).as(found.headline()).hasSize(2);
        assertThat(found.cycle().getFirst()).isInstanceOf(CycleNode.TaskNode.class);
        assertThat(found.cycle().getLast().name()).isNotEmpty();
        return end;
    }

    @Test
    void aServerThatDiesBeforeAnyRequestLeavesAHangThatIsNamed() {
        long count = requests();
        assertThat(count).isGreaterThan(10);
        for (long request = 1; request <= count; request++) {
            end(new Abuse("freeze at " + request, freezesAt(request)));
        }
    }

    @Test
    void aReplyThatIsLostOrRepeatedLeavesAtMostAHangThatIsNamed() {
        long count = requests();
        List<End> lost = new ArrayList<>();
        for (long request = 1; request <= count; request++) {
            lost.add(end(new Abuse("lost " + request, fateAt(request, Mishaps.Fate.LOST))));
            end(new Abuse("repeated " + request, fateAt(request, Mishaps.Fate.REPEATED)));
        }
        assertThat(lost).contains(End.LOST_WAKEUP);
    }

    @Test
    void repliesInEveryOrderEndEveryTask() {
        Abuse nothing = new Abuse("order", Mishaps.NONE);
        try (Runs runs =
                new Runs(
                        plan(nothing).with(Budget.unlimited().withSchedules(2_000)),
                        n -> {},
                        () -> 0)) {
            runs.stopReuse();
            SearchMethod.Result _ =
                    new BoundedSearch(runs, 1)
                            .search(end -> {
                                assertThat(end).isIn(End.PASSED, End.ABANDONED);
                                return false;
                            });
            assertThat(runs.schedules()).isGreaterThan(100);
        }
    }
}
