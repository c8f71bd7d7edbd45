package fluxj.cli.jobs;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.JobIds;
import fluxj.errors.FluxException;
import fluxj.job.JobId;
import fluxj.platform.SystemText;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

@Command(name = "id", description = "Convert jobid(s) to another form", sortOptions = false)
final class JobIdCommand extends FluxCommand {
    @Option(
            names = {"-t", "--to"},
            paramLabel = "dec|kvs|hex|dothex|words|f58",
            description = "Convert jobid to specified form")
    private String to = "dec";

    @Parameters(arity = "0..*", paramLabel = "id")
    private List<String> ids = new ArrayList<>();

    JobIdCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        List<String> words = ids.isEmpty() ? lines() : ids;
        for (String word : words) {
            console().out().println(converted(word.strip()));
        }
        if (words.isEmpty()) {
            throw new CommandFailure("");
        }
    }

    private List<String> lines() {
        try {
            return new String(console().in().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new CommandFailure("cannot read standard input");
        }
    }

    private String converted(String word) {
        JobId id;
        try {
            id = JobId.parse(word);
        } catch (FluxException e) {
            throw new CommandFailure(SystemText.shown(word) + ": malformed input");
        }
        return JobIds.encode(
                console(),
                id,
                JobId.Encoding.named(to).orElseThrow(() -> new CommandFailure("Unknown to=" + to)));
    }
}
