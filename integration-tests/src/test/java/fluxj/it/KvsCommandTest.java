package fluxj.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/// `fluxj kvs` and `fluxj content` in an instance of their own.
class KvsCommandTest {
    /// Loads what the instance has not loaded by itself, and unloads it again.
    private static final String FRAME =
            """
            each() {
              for name in $2; do fluxj module $1 $name || exit 99; done
              fluxj exec -r 1 sh -c "for name in $2; do fluxj module $1 \\$name || exit 99; done"
            }
            dir=$(mktemp -d) && cd $dir || exit 99
            loaded=
            fluxj module list | grep -q '^kvs ' || loaded=1
            [ -z "$loaded" ] || each load 'content kvs kvs-watch' || exit 99
            (
            %s
            )
            status=$?
            [ -z "$loaded" ] || each remove 'kvs-watch kvs content'
            rm -r $dir
            exit $status
            """;

    /// Runs a script at rank 0 of an instance of two, with the modules it needs.
    private static CommandLine.Result script(String commands) {
        return CommandLine.fluxj("start", "-s", "2", "sh", "-c", FRAME.formatted(commands)).run();
    }

    private static void prints(String expected, String commands) {
        CommandLine.Result result = script(commands);
        assertEquals(0, result.exitCode(), result.all());
        assertEquals(expected, result.out(), result.all());
    }

    @Test
    void whatOneRankPutsAnotherGetsOnceItHasTheVersion() {
        prints(
                "1\n2\n",
                "version=$(fluxj kvs put -s a=1 d.b=2);"
                        + "fluxj exec -r 1 fluxj kvs wait $version;"
                        + "fluxj exec -r 1 fluxj kvs get a d.b");
    }

    @Test
    void listsDirectoriesLinksAndValues() {
        prints(
                "a    d.   l@\nt.a = 1\nt.d.b = 2\nt.l -> t.d.b\nt.d.b\n2\n",
                "fluxj kvs put t.a=1 t.d.b=2; fluxj kvs link t.d.b t.l; fluxj kvs ls -F t;"
                        + "fluxj kvs dir -R t; fluxj kvs readlink t.l; fluxj kvs get t.l");
    }

    /// A directory named by a dot is its own child to whoever follows keys.
    @Test
    void listingEndsWhateverIsStored() {
        prints(
                "1 t..: No such file or directory\n1 t..: No such file or directory\n",
                """
                empty='{"ver":1,"type":"dir","data":{}}'
                fluxj kvs put --treeobj t='{"ver":1,"type":"dir","data":{".":'$empty'}}'
                says() { "$@" >out 2>err; echo $? $(sed 's/^fluxj kvs: //' err); }
                says fluxj kvs dir -R t
                says fluxj kvs ls -R t""");
    }

    @Test
    void copiesMovesAndRemoves() {
        prints(
                "1\n1\n",
                "fluxj kvs put t.d.a=1; fluxj kvs copy t.d t.e; fluxj kvs get t.e.a;"
                        + "fluxj kvs move t.e t.f; fluxj kvs get t.f.a;"
                        + "fluxj kvs unlink -R t.d t.f; fluxj kvs ls t");
    }

    @Test
    void watchesAKeyAndAnEventlog() {
        prints(
                "1\n2\n1.000000 start\n2.500000 finish x=1\n",
                "fluxj kvs put a=1; fluxj kvs get -w -c 2 a >out & watcher=$!;"
                        + "until test -s out; do sleep 0.1; done;"
                        + "fluxj kvs put a=2; wait $watcher; cat out;"
                        + "fluxj kvs eventlog append -t 1 log start;"
                        + "fluxj kvs eventlog append -t 2.5 log finish '{\"x\":1}';"
                        + "fluxj kvs eventlog wait-event -v -t 30s log finish");
    }

    @Test
    void keepsNamespacesApart() {
        prints(
                "1\n2\n",
                "fluxj kvs namespace create ns; fluxj kvs put a=1; fluxj kvs put -N ns a=2;"
                        + "fluxj kvs get a; FLUX_KVS_NAMESPACE=ns fluxj kvs get a");
    }

    @Test
    void storesAndLoadsBlobs() {
        prints(
                "sha1-f1d2d2f924e986ac86fdf7b36c94bcdf32beec15\nfoo\n",
                "echo foo | fluxj content store;"
                        + "fluxj content load sha1-f1d2d2f924e986ac86fdf7b36c94bcdf32beec15");
    }

    @Test
    void saysWhichKeyIsWrongAndHow() {
        CommandLine.Result missing = script("fluxj kvs get nokey");
        assertEquals(1, missing.exitCode(), missing.all());
        assertTrue(
                missing.err().contains("fluxj kvs: nokey: No such file or directory"),
                missing.all());
        CommandLine.Result full = script("fluxj kvs put d.a=1; fluxj kvs unlink d");
        assertEquals(1, full.exitCode(), full.all());
        assertTrue(
                full.err().contains("fluxj kvs: cannot unlink 'd': Directory not empty"),
                full.all());
    }
}
