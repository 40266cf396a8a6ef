package dev.fuselage.scenarios.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.fuselage.scenarios.Expectation.What;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;

/** What JUnit calls around a test method, called here in its place. */
class GuestExtensionTest {
    private final GuestExtension extension = new GuestExtension();
    private final Map<Object, Object> store = new HashMap<>();
    private final Map<String, String> parameters = new HashMap<>();
    private @Nullable Throwable thrown;

    /** A user's test class. */
    private static final class CrossRenameTest {
        void renamesNeverBlock(GuestBuilder guest) {
            guest.task("true", sys -> 0).mustNever(What.DEADLOCK);
        }

        void saysNothing(GuestBuilder guest) {
            guest.task("true", sys -> 0);
        }

        void hasNoGuest(String other) {
            assertThat(other).isNotNull();
        }
    }

    private static Method method(String name) {
        for (Method method : CrossRenameTest.class.getDeclaredMethods()) {
            if (method.getName().equals(name)) {
                return method;
            }
        }
        throw new IllegalArgumentException(name);
    }

    /** An implementation of a JUnit interface, as far as the extension may look. */
    private static <T> T stand(Class<T> type, Map<String, InvocationHandler> answers) {
        InvocationHandler handler =
                (proxy, called, arguments) -> {
                    InvocationHandler answer = answers.get(called.getName());
                    if (answer != null) {
                        return answer.invoke(proxy, called, arguments);
                    }
                    if (called.isDefault()) {
                        return InvocationHandler.invokeDefault(proxy, called, arguments);
                    }
                    throw new UnsupportedOperationException(called.toString());
                };
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private ExtensionContext context(String test) {
        ExtensionContext.Store kept =
                stand(
                        ExtensionContext.Store.class,
                        Map.of(
                                "put", (proxy, called, a) -> store.put(a[0], a[1]),
                                "get", (proxy, called, a) -> store.get(a[0])));
        return stand(
                ExtensionContext.class,
                Map.of(
                        "getTestClass", (proxy, called, a) -> Optional.of(CrossRenameTest.class),
                        "getTestMethod", (proxy, called, a) -> Optional.of(method(test)),
                        "getExecutionException", (proxy, called, a) -> Optional.ofNullable(thrown),
                        "getConfigurationParameter",
                                (proxy, called, a) ->
                                        Optional.ofNullable(parameters.get(String.valueOf(a[0]))),
                        "getStore", (proxy, called, a) -> kept));
    }

    private static ParameterContext parameter(String test) {
        return stand(
                ParameterContext.class,
                Map.of("getParameter", (proxy, called, a) -> method(test).getParameters()[0]));
    }

    private GuestBuilder guest(String test) {
        assertThat(extension.supportsParameter(parameter(test), context(test))).isTrue();
        return extension.resolveParameter(parameter(test), context(test));
    }

    @Test
    void aTestThatStatesNothingOfWhatMustHappenFails() {
        new CrossRenameTest().saysNothing(guest("saysNothing"));
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> extension.afterTestExecution(context("saysNothing")))
                .withMessage(
                        "CrossRenameTest/saysNothing says nothing of what must or must not happen:"
                                + " end it with mustNever(...)");
    }

    @Test
    void aTestThatStatesItPasses() {
        new CrossRenameTest().renamesNeverBlock(guest("renamesNeverBlock"));
        assertThatCode(() -> extension.afterTestExecution(context("renamesNeverBlock")))
                .doesNotThrowAnyException();
    }

    @Test
    void aTestThatFailedBeforeItCouldStateAnythingFailsForThatAlone() {
        GuestBuilder _ = guest("saysNothing");
        thrown = new IllegalStateException("no such file");
        assertThatCode(() -> extension.afterTestExecution(context("saysNothing")))
                .doesNotThrowAnyException();
    }

    @Test
    void aTestWithoutAGuestIsLeftAlone() {
        assertThat(extension.supportsParameter(parameter("hasNoGuest"), context("hasNoGuest")))
                .isFalse();
        new CrossRenameTest().hasNoGuest("a parameter of another extension");
        assertThatCode(() -> extension.afterTestExecution(context("hasNoGuest")))
                .doesNotThrowAnyException();
    }

    @Test
    void theTokenOfTheConfigurationIsPlayed() {
        parameters.put(GuestExtension.REPLAY, "dl1:CrossRenameTest.renamesNeverBlock:fixed::z900");
        assertThatExceptionOfType(RuntimeException.class)
                .isThrownBy(
                        () -> new CrossRenameTest().renamesNeverBlock(guest("renamesNeverBlock")))
                .withMessageContaining("diverged");
    }
}
