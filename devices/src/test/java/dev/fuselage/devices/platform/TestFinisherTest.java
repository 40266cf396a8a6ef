package dev.fuselage.devices.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TestFinisherTest {
    private final List<PowerRequest> requests = new ArrayList<>();
    private final TestFinisher finisher = new TestFinisher(requests::add);

    @Test
    void theThreeValuesOfTheDeviceTreeBindingEndTheMachine() {
        finisher.write(0, 4, 0x5555);
        finisher.write(0, 4, 0x7777);
        finisher.write(0, 4, 0x3333 | 42 << 16);
        assertThat(requests)
                .containsExactly(
                        new PowerRequest.PowerOff(),
                        new PowerRequest.Reset(),
                        new PowerRequest.Failure(42));
    }

    @Test
    void aFailureHasSixteenBitsOfCode() {
        finisher.write(0, 4, 0xffff_3333L);
        finisher.write(0, 2, 0x3333);
        assertThat(requests)
                .containsExactly(new PowerRequest.Failure(0xffff), new PowerRequest.Failure(0));
    }

    @ParameterizedTest
    @CsvSource({"0, 4, 0x1234", "0, 1, 0x55", "4, 4, 0x5555", "0xffc, 4, 0x7777", "0, 4, 0"})
    void nothingElseMeansAnything(String offset, int size, String value) {
        finisher.write(Long.decode(offset), size, Long.decode(value));
        assertThat(requests).isEmpty();
        assertThat(finisher.read(Long.decode(offset), size)).isZero();
    }
}
