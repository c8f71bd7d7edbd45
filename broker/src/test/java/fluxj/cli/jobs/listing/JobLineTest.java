package fluxj.cli.jobs.listing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.cli.Console;
import fluxj.cli.Output;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;

class JobLineTest {
    private static final double NOW = 1000;

    private static JobLine job(String members) {
        Console console =
                new Console(
                        new Output(OutputStream.nullOutputStream(), Output.Kind.FILE),
                        System.err,
                        InputStream.nullInputStream(),
                        Map.of("LANG", "C.UTF-8"));
        return new JobLine(
                JsonObject.parse(
                        "{'id':24058527744,".replace('\'', '"') + members.replace('\'', '"') + "}"),
                new JobLine.View(console, new Users(), NOW));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'state':64,'result':1,'waitstatus':0 | Exit 0 | 0",
                "'state':64,'result':2,'waitstatus':768 | Exit 3 | 3",
                "'state':64,'result':2,'waitstatus':35072 | Killed | 137",
                "'state':64,'result':2,'waitstatus':32512 | command not found | 127",
                "'state':64,'result':2,'waitstatus':32256 | Command invoked cannot execute | 126",
                "'state':64,'result':2,'exception_severity':0,'exception_type':'alloc',"
                        + "'exception_note':'no' | Exception: type=alloc note=no | 1",
                "'state':64,'result':4,'exception_type':'cancel','exception_note':'why'"
                        + " | Canceled: why | -128",
                "'state':64,'result':8,'waitstatus':36352 | Timeout | 142",
                "'state':16 | `` | ``",
            })
    void theEndOfAJobIsToldInWords(String members, String reason, String code) {
        JobLine job = job(members);
        assertEquals(JsonValue.of(reason), job.field("inactive_reason"));
        assertEquals(code, job.returnCode().toString().replace("\"", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'state':2,'dependencies':['after=x','y'] | depends:after=x,y",
                "'state':4 | priority-wait",
                "'state':8,'urgency':0 | held",
                "'state':8,'urgency':16,'priority':0 | priority-hold",
                "'state':8,'urgency':16,'priority':16 | ``",
                "'state':8,'annotations':{'sched':{'t_estimate':1090.0}} | eta:1.5m",
                "'state':8,'annotations':{'sched':{'t_estimate':900.0}} | eta:now",
                "'state':16,'nodelist':'n[0-3]' | n[0-3]",
            })
    void whatAJobWaitsForIsToldInWords(String members, String info) {
        assertEquals(JsonValue.of(info), job(members).field("contextual_info"));
    }

    @Test
    void timesFollowFromOthers() {
        JobLine runs = job("'state':16,'t_run':990.0,'duration':60.0,'expiration':1050.0");
        assertEquals(JsonValue.of(10.0), runs.field("runtime"));
        assertEquals(JsonValue.of(50.0), runs.field("t_remaining"));
        JobLine over = job("'state':64,'t_run':900.0,'t_cleanup':910.0,'expiration':1050.0");
        assertEquals(JsonValue.of(10.0), over.field("contextual_time"));
        assertEquals(JsonValue.of(0.0), over.field("t_remaining"));
        assertEquals(JsonValue.of(60.0), job("'state':8,'duration':60.0").field("contextual_time"));
    }

    @Test
    void whatIsNotSetIsLeftOutOfJson() {
        assertEquals(
                JsonObject.parse(
                        "{\"name\":\"x\",\"id\":24058527744,\"state\":\"SCHED\","
                                + "\"username\":\"4294967294\",\"userid\":4294967294,"
                                + "\"status\":\"SCHED\",\"dependencies\":[],"
                                + "\"duration\":0.0,\"jobid\":\"ƒdeyF7V\",\"annotations\":{},"
                                + "\"exception\":{\"occurred\":false}}"),
                JobJson.of(job("'state':8,'name':'x','userid':4294967294")));
    }
}
