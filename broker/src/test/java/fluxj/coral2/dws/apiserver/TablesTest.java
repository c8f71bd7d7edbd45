package fluxj.coral2.dws.apiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;

class TablesTest {
    /// As Kubernetes' own `HumanDuration` says them.
    @ParameterizedTest
    @CsvSource({
        "-5, 0s",
        "0, 0s",
        "119, 119s",
        "120, 2m",
        "125, 2m5s",
        "600, 10m",
        "10799, 179m",
        "10800, 3h",
        "11100, 3h5m",
        "28800, 8h",
        "172799, 47h",
        "172800, 2d",
        "176400, 2d1h",
        "691200, 8d",
        "63071999, 729d",
        "63072000, 2y",
        "63158400, 2y1d",
        "252288000, 8y",
    })
    void agesAreSpokenAsKubernetesDoes(long seconds, String spoken) {
        assertEquals(spoken, Tables.spoken(Duration.ofSeconds(seconds)));
    }
}
