package fluxj.services.joblist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.job.JobState;
import fluxj.json.JsonValue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListConstraintsTest {
    private final ListConstraints reader = new ListConstraints(4);
    private final ListedJob job = ended();

    private static ListedJob ended() {
        ListedJob job = new ListedJob(1);
        job.userid = 42;
        job.name = "sleep";
        job.queue = "batch";
        job.hasValidate = true;
        job.tSubmit = 100;
        job.tRun = 110;
        job.tInactive = 120;
        job.ranks = "[0-3]";
        job.nodelist = "node[0-3]";
        job.exception = new ListedJob.JobException("cancel", 0, "");
        job.state = JobState.INACTIVE;
        job.states = (byte) (JobState.DEPEND.bit() | JobState.RUN.bit() | JobState.INACTIVE.bit());
        return job;
    }

    private JobConstraint read(String text) {
        return reader.read(JsonValue.parse(text.replace('\'', '"')));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | true",
                "{'userid':[42]} | true",
                "{'userid':[4294967295]} | true",
                "{'userid':[1,2]} | false",
                "{'userid':[]} | false",
                "{'name':['true','sleep']} | true",
                "{'queue':['debug']} | false",
                "{'states':['INACTIVE']} | true",
                "{'states':['i']} | true",
                "{'states':[62]} | false",
                "{'states':['active','PD']} | false",
                "{'states':[]} | false",
                "{'results':['canceled']} | true",
                "{'results':['CA',1]} | true",
                "{'results':[11]} | false",
                "{'hostlist':['node[2-9]']} | true",
                "{'hostlist':['node[4-9]']} | false",
                "{'ranks':['3-7']} | true",
                "{'ranks':['4','5']} | false",
                "{'t_run':['>=110']} | true",
                "{'t_run':['>110']} | false",
                "{'t_run':['<=110.0']} | true",
                "{'t_submit':['<1e2']} | false",
                "{'t_sched':['>0']} | false",
                "{'t_sched':['<=0']} | false",
                "{'and':[]} | true",
                "{'or':[]} | true",
                "{'not':[]} | false",
                "{'and':[{'userid':[42]},{'name':['x']}]} | false",
                "{'or':[{'userid':[42]},{'name':['x']}]} | true",
                "{'not':[{'name':['x']}]} | true",
                "{'not':[{'userid':[42]},{'name':['x']}]} | true",
            })
    void aJobMeetsAConstraintAsRfc43Says(String constraint, boolean met) {
        assertEquals(met, read(constraint).matches(job, new Comparisons(0)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | 126",
                "{'states':['running']} | 48",
                "{'states':[]} | 126",
                "{'not':[{'states':['running']}]} | 78",
                "{'results':['failed']} | 64",
                "{'not':[{'results':['failed']}]} | 126",
                "{'t_run':['>0']} | 112",
                "{'t_sched':['>0']} | 124",
                "{'t_inactive':['>0']} | 64",
                "{'userid':[1]} | 126",
                "{'and':[{'userid':[1]},{'states':['sched']}]} | 8",
                "{'or':[{'states':['run']},{'states':['sched']}]} | 24",
                "{'or':[{'userid':[1]},{'states':['sched']}]} | 126",
                "{'and':[{'states':['run']},{'states':['sched']}]} | 0",
            })
    void onlyStatesThatMayHaveSuchJobsAreSearched(String constraint, int states) {
        assertEquals(states, read(constraint).states());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1 | constraint must be JSON object",
                "{'userid':[1],'name':['x']} | constraint must only contain 1 element",
                "{'userid':1} | operator userid values not an array",
                "{'foo':[]} | unknown constraint operator: foo",
                "{'userid':['x']} | userid value must be an integer",
                "{'name':[1]} | name value must be a string",
                "{'queue':[1]} | queue value must be a string",
                "{'states':['foo']} | invalid states value 'foo' specified",
                "{'states':[8192]} | invalid states value '2000h' specified",
                "{'states':[1.0]} | states value invalid type",
                "{'results':['foo']} | invalid results value 'foo' specified",
                "{'results':[8192]} | invalid results value '2000h' specified",
                "{'results':[[]]} | results value invalid type",
                "{'hostlist':[1]} | host value must be a string",
                "{'hostlist':['foo[-']} | host value not in valid Hostlist format",
                "{'hostlist':['x[0-1024]']} | too many hosts specified",
                "{'ranks':[1]} | ranks value must be a string",
                "{'ranks':['0-1024']} | too many ranks specified",
                "{'t_run':[]} | timestamp value not specified",
                "{'t_run':[1.0]} | t_run value must be a string",
                "{'t_run':['1.0']} | timestamp comparison operator not specified",
                "{'t_run':['>x']} | Invalid timestamp value specified",
                "{'t_run':['>100d']} | Invalid timestamp value specified",
                "{'t_run':['>=-1']} | timestamp value must be >= 0.0",
                "{'and':[{'or':[{'bar':[]}]}]} | unknown constraint operator: bar",
            })
    void whatIsNoConstraintIsRefusedInFluxWords(String constraint, String reason) {
        assertEquals(
                reason, assertThrows(FormatException.class, () -> read(constraint)).getMessage());
    }

    @Test
    void tooManyComparisonsEndASearch() {
        JobConstraint users = read("{'userid':[1,2,3,4]}");
        Comparisons four = new Comparisons(4);
        assertTrue(!users.matches(job, four));
        FluxException error = assertThrows(FluxException.class, () -> users.matches(job, four));
        assertEquals("Excessive comparisons made, limit search via states or since", error.text());
        JobConstraint ranks = read("{'ranks':['0-9']}");
        assertThrows(FluxException.class, () -> ranks.matches(job, new Comparisons(3)));
    }
}
