package fluxj.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;

/// The tools of `flux` and of `fluxj` side by side, on flux-core's broker and on ours. Skipped,
/// saying so, where no `flux` is on the PATH (or named by `-Dfluxj.flux=`).
@Tag("interop")
class ArchiveInteropTest {
    private static final String FLUXJ = CommandLine.BIN.resolve("fluxj").toString();

    private static String flux = "";

    @TempDir Path dir;

    @BeforeAll
    static void findFlux() {
        flux = System.getProperty("fluxj.flux", "");
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
            Path candidate = Path.of(folder, "flux");
            if (flux.isEmpty() && Files.isExecutable(candidate)) {
                flux = candidate.toString();
            }
        }
        assumeTrue(!flux.isEmpty(), "skipped: flux-core's flux is not on the PATH");
    }

    /// Runs a script in an instance of one broker with nothing but a KVS.
    private void instance(boolean ours, String script) {
        CommandLine command =
                CommandLine.of(
                        flux,
                        "start",
                        "-Sbroker.rc1_path=",
                        "-Sbroker.rc3_path=",
                        "sh",
                        "-c",
                        "set -e; cd "
                                + dir
                                + "; for m in content content-sqlite kvs; do flux module load $m;"
                                + " done; "
                                + script
                                + "; for m in kvs content-sqlite content; do flux module remove"
                                + " -f $m; done");
        CommandLine.Result result =
                (ours
                                ? command.with("FLUX_EXEC_PATH_PREPEND", CommandLine.BIN.toString())
                                : command)
                        .run();
        assertEquals(0, result.exitCode(), result.all());
    }

    @ParameterizedTest(name = "on our broker: {0}")
    @ValueSource(booleans = {false, true})
    void dumpsOfBothListAndRestoreTheSame(boolean ours) {
        instance(
                ours,
                "flux kvs put a.b.c=testkey empty= big=$(printf '%0300d' 0);"
                        + " flux kvs link target y;"
                        + " flux kvs link --target-namespace=smurf other z;"
                        + " flux kvs put --append log=one; flux kvs put --append log=two;"
                        + " flux kvs mkdir nothing;"
                        + (" flux dump -q f.tar; " + FLUXJ + " dump -q j.tgz;")
                        + " tar tvf f.tar | sed 's/20..-..-.. ..:..//' | sort >f.list;"
                        + " tar tvf j.tgz | sed 's/20..-..-.. ..:..//' | sort >j.list;"
                        + " cmp f.list j.list;"
                        + " flux restore -q --key=ff f.tar; flux restore -q --key=fj j.tgz;"
                        + (" " + FLUXJ + " restore -q --key=jf f.tar;")
                        + (" " + FLUXJ + " restore -q --key=jj j.tgz;")
                        + " for k in ff fj jf jj; do flux kvs get --treeobj $k; done >roots;"
                        + " test $(sort -u roots | wc -l) -eq 1");
    }

    @ParameterizedTest(name = "on our broker: {0}")
    @ValueSource(booleans = {false, true})
    void checkAndRepairFindTheSame(boolean ours) {
        String bad =
                "'{\"data\":[\"sha1-1234567890123456789012345678901234567890\"],"
                        + "\"type\":\"valref\",\"ver\":1}'";
        instance(
                ours,
                "flux kvs put good.x=1; flux kvs put --treeobj bad.a="
                        + bad
                        + "; flux kvs put --sync bad.c=2; flux module remove kvs;"
                        + " flux fsck 2>f.err && exit 1; "
                        + FLUXJ
                        + " fsck 2>j.err && exit 1; sed 's/^[^:]*: //' f.err >f.out;"
                        + " sed 's/^[^:]*: //' j.err >j.out; cmp f.out j.out; "
                        + FLUXJ
                        + " fsck --repair && exit 1; flux fsck; flux module load kvs;"
                        + " flux kvs get good.x bad.c; flux kvs get lost+found.bad.a;"
                        + " flux kvs get bad.a && exit 1; "
                        + FLUXJ
                        + " gc; flux kvs get good.x");
    }

    @ParameterizedTest(name = "on our broker: {0}")
    @ValueSource(booleans = {false, true})
    void fileArchivesOfBothHoldTheSame(boolean ours) {
        instance(
                ours,
                "mkdir -p d/sub; echo hello >d/text; yes | head -c 300000 >d/sub/large;"
                        + " : >d/empty; truncate -s 1M d/hole; ln -s text d/link;"
                        + (" flux archive create -n f d; " + FLUXJ + " archive create -n j d;")
                        + " for n in f j; do flux kvs get archive.$n | jq -S 'sort_by(.path)'"
                        + " >$n.json; mkdir to-$n; done; cmp f.json j.json;"
                        + " flux archive extract -n j -C to-f; "
                        + FLUXJ
                        + " archive extract -n f -C to-j; diff -r --no-dereference to-f to-j;"
                        + " diff -r --no-dereference d to-j/d; "
                        + FLUXJ
                        + " archive remove -n j; flux archive list -n j && exit 1; true");
    }
}
