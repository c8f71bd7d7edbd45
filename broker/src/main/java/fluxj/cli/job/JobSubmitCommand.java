package fluxj.cli.job;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.JobIds;
import fluxj.cli.PicocliProgram;
import fluxj.client.FluxClient;
import fluxj.format.FormatException;
import fluxj.format.IoReason;
import fluxj.job.JobFlag;
import fluxj.job.JobId;
import fluxj.job.Urgency;
import fluxj.reactor.Promise;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

@Command(name = "submit", description = "Run job", sortOptions = false)
final class JobSubmitCommand extends FluxCommand {
    @Option(
            names = {"-u", "--urgency"},
            paramLabel = "N",
            description = "Set job urgency (0-31), hold=0, default=16, expedite=31")
    private int urgency = Urgency.DEFAULT;

    @Option(
            names = {"-f", "--flags"},
            paramLabel = "FLAGS",
            split = ",",
            description = "Set submit comma-separated flags (e.g. debug, waitable)")
    private List<String> flags = new ArrayList<>();

    @Parameters(arity = "0..1", paramLabel = "JOBSPEC")
    private String file = "-";

    JobSubmitCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        int mask = mask();
        boolean signed = JobFlag.PRE_SIGNED.isIn(mask);
        int sent = mask & ~JobFlag.PRE_SIGNED.bit();
        try (FluxClient client = console().connect()) {
            String text = read();
            if (text.isEmpty()) {
                throw new CommandFailure("required jobspec is empty");
            }
            Promise<JobId> submitted =
                    signed
                            ? JobSubmission.sendSigned(client, text.strip(), urgency, sent)
                            : JobSubmission.send(client, text, urgency, sent);
            console().out().println(JobIds.f58(console(), client.get(submitted)));
        } catch (FormatException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()));
        }
    }

    private String read() {
        try {
            byte[] bytes =
                    file.equals("-")
                            ? console().in().readAllBytes()
                            : Files.readAllBytes(Path.of(file));
            return PicocliProgram.text("the jobspec", bytes);
        } catch (IOException e) {
            throw new CommandFailure(file + ": " + IoReason.of(e));
        }
    }

    private int mask() {
        int mask = 0;
        for (String name : flags) {
            mask |=
                    switch (name) {
                        case "debug" -> JobFlag.DEBUG.bit();
                        case "waitable" -> JobFlag.WAITABLE.bit();
                        case "signed" -> JobFlag.PRE_SIGNED.bit();
                        case "novalidate" -> JobFlag.NOVALIDATE.bit();
                        default -> throw new CommandFailure("unknown flag: " + name);
                    };
        }
        return mask;
    }
}
