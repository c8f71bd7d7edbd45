package fluxj.job;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.config.tables.VerifyMode;
import fluxj.config.tables.VerifyModes;
import fluxj.format.Hostlist;
import fluxj.format.Idset;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerificationTest {
    private static final ResourceSet EXPECTED =
            ResourceSet.builder()
                    .add(Idset.upTo(2), NodeResources.of(Idset.parse("0-3"), Idset.parse("0-1")))
                    .hosts(Hostlist.parse("a[0-1]"))
                    .build();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|a0|0-3|0-1|STRICT|STRICT|STRICT|''",
                "7|a7|0-3|0-1|STRICT|STRICT|STRICT|rank 7 not found in expected ranks",
                "0|b|0-3|0-1|STRICT|STRICT|STRICT|rank 0 got hostname 'b', expected 'a0'",
                "0|b|0-3|0-1|IGNORE|STRICT|STRICT|''",
                "1|a1|0-1|0-1|STRICT|STRICT|STRICT|rank 1 (a1) missing resources: core[2-3]",
                "1|a1|0-1|0|STRICT|STRICT|STRICT|rank 1 (a1) missing resources: core[2-3],gpu1",
                "1|a1|0-1|0|STRICT|ALLOW_MISSING|STRICT|rank 1 (a1) missing resources: gpu1",
                "1|a1|0-1|0|STRICT|ALLOW_MISSING|IGNORE|''",
                "1|a1|0-4|0-1|STRICT|STRICT|STRICT|rank 1 (a1) has extra resources: core4",
                "1|a1|0-4|0-1|STRICT|ALLOW_EXTRA|STRICT|''",
                "1|a1|0-4|0-1|STRICT|ALLOW_MISSING|STRICT|rank 1 (a1) has extra resources: core4",
                "1|a1|0-4|0-3|STRICT|IGNORE|ALLOW_EXTRA|''",
            })
    void whatDiffersIsSaid(
            int rank,
            String host,
            String cores,
            String gpus,
            VerifyMode hostname,
            VerifyMode core,
            VerifyMode gpu,
            String problem) {
        ResourceSet actual =
                ResourceSet.builder()
                        .add(
                                Idset.of(rank),
                                NodeResources.of(Idset.parse(cores), Idset.parse(gpus)))
                        .hosts(Hostlist.of(host))
                        .build();
        Verification verification =
                Verification.of(EXPECTED, actual, new VerifyModes(true, hostname, core, gpu));
        assertEquals(problem, verification.problem());
        assertEquals(!problem.isEmpty() && !problem.contains("extra"), verification.isMissing());
    }
}
