package fluxj.cli.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.cli.CommandFailure;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class TargetTest {
    @Test
    void withoutASchemeItIsAJob() {
        assertEquals(new Target("jobid", "ƒ12/f3", List.of()), Target.parse("ƒ12/f3"));
        assertEquals(new Target("jobid", "123", List.of("local")), Target.parse("123?local"));
        assertEquals(new Target("pid", "1", List.of("remote")), Target.parse("pid:1?remote"));
    }

    @Test
    void optionsStandBehindTheQuestionMark() {
        assertEquals(List.of("local", "remote"), Target.parse("f1?local&remote").options());
        assertEquals(List.of("local", "wait"), Target.parse("f1?local?wait").options());
        assertEquals(List.of("local"), Target.parse("f1?local=1#end").options());
    }

    @Test
    void aPathIsWalkedStepByStep() {
        assertEquals(List.of("f1", "f2"), Target.parse("f1//f2/").steps());
        assertEquals(List.of("/", "f1"), Target.parse("/f1").steps());
        assertEquals(List.of("..", ".."), Target.parse("../..").steps());
        assertEquals(List.of("/"), Target.parse("/").steps());
        assertEquals(List.of(), Target.parse(".").steps());
    }

    @Test
    void localAndRemoteUrisBecomeEachOther() {
        InstanceUri local = new InstanceUri("local:///tmp//x/local-0");
        InstanceUri remote = new InstanceUri("ssh://me@host:22/tmp/x/local-0");
        assertEquals("ssh://here/tmp/x/local-0", local.remote("here").text());
        assertEquals(local, local.local());
        assertEquals(remote, remote.remote("here"));
        assertEquals("local:///tmp/x/local-0", remote.local().text());
        assertEquals("me@host:22", remote.authority());
        assertEquals("", local.authority());
        assertEquals(
                "local:///tmp/x/local-0",
                remote.chosen(Map.of("FLUX_URI_RESOLVE_LOCAL", "t")).text());
        assertEquals(remote, remote.chosen(Map.of()));
    }

    @Test
    void otherUrisAreRefused() {
        assertThrows(CommandFailure.class, () -> new InstanceUri("/tmp/x").local());
        assertThrows(CommandFailure.class, () -> new InstanceUri("shm://x").remote("here"));
    }
}
