package dev.fuselage.kernel.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FuseExpiryTest {
    @ParameterizedTest
    @CsvSource({
        // seconds, nanoseconds, jiffies of 4 ms rounded up
        "1, 0, 250",
        "0, 1, 1",
        "0, 4000000, 1",
        "0, 4000001, 2",
        "1, 4000000, 251",
        "0, 999999999, 250",
        "0, -1, 250",
        "86400, 0, 21600000",
    })
    void aTimeLastsWholeJiffiesRoundedUp(long seconds, int nanoseconds, long jiffies) {
        assertEquals(1000 + jiffies, FuseExpiry.of(1000, seconds, nanoseconds));
    }

    @Test
    void noTimeAtAllHasAlwaysExpired() {
        assertEquals(0, FuseExpiry.of(1000, 0, 0));
    }

    @Test
    void secondsAreUnsignedAndALongTimeNeverEnds() {
        assertTrue(FuseExpiry.of(1000, -1, 0) > Long.MAX_VALUE / 4);
    }

    @Test
    void theLastJiffyOfATimeStillCounts() {
        ConnectionGuest g = new ConnectionGuest();
        long now = g.kernel.jiffies();
        assertTrue(g.conn.isExpired(now - 1));
        assertFalse(g.conn.isExpired(now), "equal is still valid");
        assertTrue(g.conn.isExpired(0));
    }
}
