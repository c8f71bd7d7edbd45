package fluxj.cli.events;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.job.Eventlog;
import fluxj.job.JobId;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;

class JobOutcomeTest {
    private static final String NONE = "{\"id\":7,\"exception_occurred\":false,";

    private static JobOutcome outcome(String events) {
        JobOutcome outcome = new JobOutcome(new JobId(7));
        int time = 0;
        for (String event : events.split(";")) {
            String[] words = event.split(" ", 2);
            String context = words.length > 1 ? words[1] : "{}";
            String line =
                    "{\"timestamp\":"
                            + ++time
                            + ".5,\"name\":\""
                            + words[0]
                            + "\",\"context\":"
                            + context.replace('\'', '"')
                            + "}\n";
            Eventlog.decode(line.getBytes(StandardCharsets.UTF_8)).forEach(outcome::take);
        }
        return outcome;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "submit;alloc;finish {'status':0} |"
                        + " 't_submit':1.5,'t_run':2.5,'t_cleanup':3.5,'waitstatus':0,'result':1}",
                "submit;alloc;finish {'status':256} |"
                        + " 't_submit':1.5,'t_run':2.5,'t_cleanup':3.5,'waitstatus':256,'result':2}",
                "submit;clean | 't_submit':1.5,'result':2}",
            })
    void aJobIsToldByItsEvents(String events, String json) {
        assertEquals(NONE + json.replace('\'', '"'), outcome(events).toJson().toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "exception {'type':'a','severity':1};exception {'type':'b','severity':2} | a | false | 2",
                "exception {'type':'a','severity':1};exception {'type':'b','severity':1} | b | false | 2",
                "exception {'type':'cancel','severity':0};exception {'type':'b','severity':1}"
                        + " | cancel | true | 4",
                "exception {'type':'b','severity':1};exception {'type':'timeout','severity':0}"
                        + " | timeout | true | 8",
            })
    void theMostSevereExceptionCounts(String events, String type, boolean isFatal, int result) {
        JobOutcome outcome = outcome(events);
        assertEquals(type, outcome.toJson().text("exception_type").orElse(""));
        assertEquals(isFatal, outcome.fatal().isPresent());
        assertEquals(result, outcome.result().bit());
    }
}
