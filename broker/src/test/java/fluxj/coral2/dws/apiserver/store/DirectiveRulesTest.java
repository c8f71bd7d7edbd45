package fluxj.coral2.dws.apiserver.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Optional;

/// The grammar of directives (spec coral2 4.5).
class DirectiveRulesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "#DW jobdw type=xfs capacity=10GiB name=p1",
                "#DW  jobdw  capacity=1TB name=p-1 type=lustre profile=my-profile",
                "#DW jobdw type=raw capacity=1KiB name=p1 requires=copy-offload,user-container-auth",
                "#DW create_persistent type=gfs2 name=p1",
                "#DW destroy_persistent name=p1",
                "#DW persistentdw name=p1",
                "#DW copy_in source=/lus/a=b destination=$DW_JOB_p1",
                "#DW container name=c1 profile=p1 DW_JOB_p1=p1 DW_GLOBAL_lus=/lus",
            })
    void theseAreRight(String directive) {
        assertEquals(Optional.empty(), DirectiveRules.complaint(List.of(directive)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "#DW foo_test; invalid directive '#DW foo_test'",
                "#DW; invalid directive '#DW'",
                "jobdw type=xfs; missing '#DW' prefix in directive 'jobdw type=xfs'",
                "#DW destroy_persistent; missing required argument '^name$'",
                "#DW destroy_persistent name; argument 'name' requires value",
                "#DW destroy_persistent name=P; argument 'name' invalid string 'P'",
                "#DW destroy_persistent name=p1 x=1; unsupported argument 'x'",
                "#DW copy_in source=a source=b; repeated argument 'source' in directive '#DW copy_in"
                        + " source=a source=b'",
                "#DW persistentdw name=p1 requires=x; argument 'requires' invalid string 'x' in list"
                        + " 'x'",
                "#DW persistentdw name=p1 requires=copy-offload,copy-offload; argument 'requires' word"
                        + " 'copy-offload' repeated in list 'copy-offload,copy-offload'",
                "#DW jobdw type=ext4 capacity=1GiB name=p1; argument 'type' invalid string 'ext4'",
                "#DW jobdw type=xfs capacity=1G name=p1; argument 'capacity' invalid string '1G'",
            })
    void theseAreRefused(String directive, String why) {
        assertEquals(Optional.of(why), DirectiveRules.complaint(List.of(directive)));
    }

    @Test
    void namesOfJobStorageAreUnique() {
        String one = "#DW jobdw type=xfs capacity=10GiB name=p1";
        assertEquals(
                Optional.of("value 'p1' must be unique within 'jobdw_name'"),
                DirectiveRules.complaint(List.of(one, one)));
    }
}
