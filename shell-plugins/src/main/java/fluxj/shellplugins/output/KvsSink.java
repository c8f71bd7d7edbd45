package fluxj.shellplugins.output;

import fluxj.format.Idset;
import fluxj.json.JsonObject;
import fluxj.json.RecordCodec;
import fluxj.shell.spi.ShellEventlog;
import fluxj.subprocess.IoObject;

/// The leader's: the job's `output` eventlog (RFC 24).
record KvsSink(ShellEventlog eventlog, OutputLimit limit) implements OutputSink {
    /// Writes what a reader of the log expects first.
    void begin(int tasks) {
        JsonObject encoding =
                JsonObject.builder().put("stdout", "UTF-8").put("stderr", "UTF-8").build();
        JsonObject count = JsonObject.builder().put("stdout", tasks).put("stderr", tasks).build();
        eventlog.append(
                "header",
                JsonObject.builder()
                        .put("version", 1)
                        .put("encoding", encoding)
                        .put("count", count)
                        .put("options", JsonObject.EMPTY)
                        .build());
    }

    /// Tells that a stream of all tasks goes to a file.
    void redirect(String stream, int tasks, String path) {
        eventlog.append(
                "redirect",
                JsonObject.builder()
                        .put("stream", stream)
                        .put("rank", Idset.upTo(tasks).toBracketedString())
                        .put("path", path)
                        .build());
    }

    @Override
    public boolean isFull() {
        return eventlog.isBehind();
    }

    @Override
    public void data(String stream, int rank, byte[] bytes) {
        if (limit.admits(stream, bytes.length)) {
            eventlog.append("data", RecordCodec.encode(IoObject.of(stream, rank, bytes)));
        }
    }

    @Override
    public void end(String stream, int rank) {
        eventlog.append("data", RecordCodec.encode(IoObject.end(stream, rank)));
    }

    @Override
    public void log(JsonObject context) {
        eventlog.append("log", context);
    }

    /// What another shell wants written.
    void relay(String name, JsonObject context) {
        switch (name) {
            case "data" -> {
                IoObject io = RecordCodec.decode(IoObject.class, context);
                if (io.isEnd() || limit.admits(io.stream(), io.bytes().length)) {
                    eventlog.append(name, context);
                }
            }
            case "log" -> log(context);
            default -> {}
        }
    }
}
