package fluxj.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.JobId.Encoding;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

class JobIdTest {
    @Test
    void writesEveryEncoding() {
        assertEquals(
                List.of(
                        "24058527744",
                        "0x59a000000",
                        "job.0000.0005.9a00.0000",
                        "0000.0005.9a00.0000",
                        "ƒdeyF7V",
                        "fdeyF7V",
                        "amazon-laptop-podium--admiral-academy-academy",
                        "💆🔙🍒🌼"),
                Arrays.stream(Encoding.values()).map(new JobId(24058527744L)::encode).toList());
    }

    @Test
    void readsWhatItWrites() {
        Random random = new Random(19);
        for (int i = 0; i < 2000; i++) {
            JobId id = new JobId(random.nextLong() >>> random.nextInt(64));
            for (Encoding encoding : Encoding.values()) {
                String text = id.encode(encoding);
                assertEquals(id, JobId.parse(text), text);
            }
        }
    }

    @Test
    void refusesWhatIsNoId() {
        for (String text : List.of("", "job.", "job", "x1", "f", "-", "-1", "flux")) {
            FluxException refused =
                    assertThrows(FluxException.class, () -> JobId.parse(text), text);
            assertEquals(Errno.EINVAL, refused.errno());
        }
    }

    @Test
    void namesEncodingsInAnyCase() {
        assertEquals(Optional.of(Encoding.F58PLAIN), Encoding.named("F58plain"));
        assertEquals(Optional.empty(), Encoding.named("f85"));
    }

    @Test
    void ordersIdsAsUnsignedNumbers() {
        assertEquals(1, Integer.signum(new JobId(-1).compareTo(new JobId(1))));
    }

    @Test
    void namesKeysOfTheJob() {
        assertEquals("job.0000.0000.0000.0001.R", new JobId(1).kvs("R"));
    }
}
