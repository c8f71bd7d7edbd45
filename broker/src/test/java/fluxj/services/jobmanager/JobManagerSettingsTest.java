package fluxj.services.jobmanager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;

import org.junit.jupiter.api.Test;

class JobManagerSettingsTest {
    private static JsonObject config(String text) {
        return JsonObject.parse(text);
    }

    private static void refused(String expected, String text) {
        FluxException error =
                assertThrows(FluxException.class, () -> JobManagerSettings.of(config(text)));
        assertEquals(Errno.EINVAL, error.errno());
        assertEquals(expected, error.getMessage());
    }

    @Test
    void whatIsNotConfiguredHasItsDefault() {
        assertEquals(
                new JobManagerSettings(false, false, new JobPurge.Limits(-1.0, -1)),
                JobManagerSettings.of(JsonObject.EMPTY));
    }

    @Test
    void whatIsConfiguredIsRead() {
        assertEquals(
                new JobManagerSettings(true, true, new JobPurge.Limits(60.0, 7)),
                JobManagerSettings.of(
                        config(
                                """
                                {"access":{"private-mode":true},
                                 "job-manager":{"stop-queues-on-restart":true,
                                   "inactive-age-limit":"1m","inactive-num-limit":7}}\
                                """)));
    }

    @Test
    void aSwitchOfAnotherTypeIsRefused() {
        refused(
                "Expected true or false, got string",
                "{\"job-manager\":{\"stop-queues-on-restart\":\"notabool\"}}");
        refused("Expected true or false, got integer", "{\"access\":{\"private-mode\":1}}");
    }

    @Test
    void aTableOfAnotherTypeIsRefused() {
        refused("job-manager.max-inactive-*: Expected object, got integer", "{\"job-manager\":3}");
        refused("Expected object, got integer", "{\"access\":3}");
    }
}
