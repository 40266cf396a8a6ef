package dev.fuselage.scenarios.example;

import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.kernel.wait.Mutex;
import dev.fuselage.scenarios.Expectation;
import dev.fuselage.scenarios.Expectation.What;
import dev.fuselage.scenarios.GuestShape;
import dev.fuselage.scenarios.Parameter;
import dev.fuselage.scenarios.Parameters;
import dev.fuselage.scenarios.Scenario;
import dev.fuselage.scenarios.Stage;
import dev.fuselage.scenarios.Variant;
import java.util.List;

/** The textbook's deadlock: two mutexes that two kinds of tasks take, in opposite orders. */
public class TwoMutexes implements Scenario {
    @Override
    public String name() {
        return "example/two-mutexes";
    }

    @Override
    public String summary() {
        return "two tasks take two mutexes in opposite orders";
    }

    @Override
    public String source() {
        return "every textbook";
    }

    @Override
    public String fix() {
        return "both take A first";
    }

    @Override
    public String picture() {
        return "one -> B -> two -> A -> one\n";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(
                new Parameter("forward", "tasks that take A first", 1, 1, 4),
                new Parameter("rounds", "how often each does it", 1, 1, 4));
    }

    @Override
    public Expectation expectation(Variant variant) {
        return variant == Variant.BUGGY
                ? Expectation.sometimes(What.DEADLOCK, "mutex_lock > A > mutex_lock > B")
                : Expectation.never(What.DEADLOCK);
    }

    @Override
    public GuestShape shape(Variant variant, Parameters parameters) {
        return GuestShape.standard().withQueues(0);
    }

    @Override
    public void play(Stage stage) {
        TaskScheduler scheduler = stage.kernel().scheduler();
        Mutex a = new Mutex(scheduler, "A", "");
        Mutex b = new Mutex(scheduler, "B", "");
        int rounds = stage.parameters().get("rounds");
        boolean buggy = stage.variant() == Variant.BUGGY;
        stage.identicalTasks("one", stage.parameters().get("forward"), sys -> both(a, b, rounds));
        stage.task("two", sys -> buggy ? both(b, a, rounds) : both(a, b, rounds));
    }

    private static int both(Mutex first, Mutex second, int rounds) {
        for (int i = 0; i < rounds; i++) {
            first.lock();
            second.lock();
            second.unlock();
            first.unlock();
        }
        return 0;
    }
}
