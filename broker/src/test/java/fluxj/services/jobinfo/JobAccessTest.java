package fluxj.services.jobinfo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.FluxException;
import fluxj.wire.Credentials;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Optional;

class JobAccessTest {
    private static final Credentials SUBMITTER = new Credentials(42, Credentials.USER);
    private static final Credentials OTHER = new Credentials(43, Credentials.USER);
    private static final Credentials OWNER = new Credentials(1, Credentials.OWNER);
    private static final String LOG =
            "{\"timestamp\":1.0,\"name\":\"submit\",\"context\":{\"userid\":42}}\n{\"more\":1}\n";

    private final JobAccess access = new JobAccess();

    @Test
    void theSubmitterAndTheOwnerMaySeeAJob() {
        assertEquals(Optional.empty(), access.known(SUBMITTER, 7));
        assertTrue(access.allows(SUBMITTER, 7, LOG));
        assertFalse(access.allows(OTHER, 7, LOG));
        assertEquals(Optional.of(true), access.known(SUBMITTER, 7));
        assertEquals(Optional.of(true), access.known(OWNER, 7));
        assertEquals(Optional.of(false), access.known(OTHER, 7));
    }

    @Test
    void theJobThatNobodyAskedForLongestIsForgotten() {
        access.allows(OWNER, 1, LOG);
        for (long id = 2; id <= 1000; id++) {
            access.allows(OWNER, id, LOG);
        }
        assertEquals(Optional.of(true), access.known(OWNER, 1));
        access.allows(OWNER, 1001, LOG);
        assertEquals(Optional.of(true), access.known(OWNER, 1));
        assertEquals(Optional.empty(), access.known(OWNER, 2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x\n",
                "{\"name\":\"validate\",\"context\":{\"userid\":42}}\n",
                "{\"name\":\"submit\",\"context\":{}}\n",
                "{\"name\":\"submit\"}\n"
            })
    void aLogThatDoesNotBeginWithSubmitIsRefused(String log) {
        assertThrows(FluxException.class, () -> access.allows(OWNER, 1, log));
    }
}
