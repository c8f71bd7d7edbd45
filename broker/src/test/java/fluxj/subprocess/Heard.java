package fluxj.subprocess;

import fluxj.errors.FluxException;
import fluxj.platform.WaitStatus;
import fluxj.reactor.Deferred;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Writes down everything a process is heard to do, one line each.
final class Heard implements ExecListener {
    final List<String> lines = new ArrayList<>();
    final Deferred<List<String>> over = new Deferred<>();
    final Deferred<Boolean> stopped = new Deferred<>();
    final Deferred<String> firstOutput = new Deferred<>();
    int credit;
    int room = Integer.MAX_VALUE;

    @Override
    public void started(int pid) {
        lines.add("started");
    }

    @Override
    public void attached(int pid, Command command) {
        lines.add("attached " + command.cmdline().getFirst());
    }

    @Override
    public boolean takesMore() {
        return room > 0;
    }

    @Override
    public void output(String stream, byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        lines.add(stream + " " + text);
        room--;
        firstOutput.complete(text);
    }

    @Override
    public void ended(String stream) {
        lines.add(stream + " eof");
    }

    @Override
    public void credit(String stream, int bytes) {
        credit += bytes;
    }

    @Override
    public void stopped() {
        lines.add("stopped");
        stopped.complete(true);
    }

    @Override
    public boolean followsStops() {
        return true;
    }

    @Override
    public void finished(WaitStatus status) {
        lines.add("finished " + status.raw());
    }

    @Override
    public void done() {
        lines.add("done");
        over.complete(lines);
    }

    @Override
    public void failed(FluxException error) {
        lines.add("failed " + error.errno() + " " + error.getMessage());
        over.complete(lines);
    }
}
