package fluxj.cli.slingshot;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.GroupCommand;
import fluxj.cli.JobIds;
import fluxj.client.FluxClient;
import fluxj.errors.FluxException;
import fluxj.format.Hostlist;
import fluxj.format.Idset;
import fluxj.job.JobId;
import fluxj.platform.cxi.Cxi;
import fluxj.platform.cxi.CxiLibrary;
import fluxj.platform.cxi.CxiLimit;
import fluxj.platform.cxi.CxiResource;
import fluxj.platform.cxi.CxiService;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/// The commands of `fluxj slingshot`.
public final class SlingshotCommands {
    private SlingshotCommands() {}

    /// All of them under one name.
    public static CommandLine group(Console console) {
        return group(console, CxiLibrary::find);
    }

    /// The same with other NICs than the host's.
    static CommandLine group(Console console, Supplier<Optional<Cxi>> cxi) {
        return new CommandLine(new GroupCommand())
                .addSubcommand(new PrologCommand(console, cxi))
                .addSubcommand(new EpilogCommand(console, cxi))
                .addSubcommand(new ListServices(console, cxi))
                .addSubcommand(new JobInfo(console))
                .addSubcommand(new CleanCommand(console, cxi))
                .setCommandName("slingshot");
    }

    @Command(
            name = "list",
            description = "List devices and their CXI service counts",
            sortOptions = false)
    private static final class ListServices extends FluxCommand {
        private final Supplier<Optional<Cxi>> cxi;

        @Option(
                names = {"-n", "--no-header"},
                description = "Suppress printing of header line")
        private boolean noHeader;

        @Option(names = "--max", description = "Show resource max instead of reserved values")
        private boolean max;

        ListServices(Console console, Supplier<Optional<Cxi>> cxi) {
            super(console);
            this.cxi = cxi;
        }

        @Override
        protected void run() {
            Optional<Cxi> library = cxi.get();
            NodeNics nics = new NodeNics(console(), library, false);
            if (library.isEmpty()) {
                nics.say("libcxi is not on this host: no devices are known");
            }
            if (!noHeader) {
                StringBuilder header = line("Name", "Svc", "UID", "VNIs");
                if (library.isPresent()) {
                    for (CxiResource resource : CxiResource.values()) {
                        header.append(column(resource.title()));
                    }
                }
                console().out().println(header.toString());
            }
            nics.services()
                    .forEach(
                            (service, devices) -> console().out().println(shown(service, devices)));
        }

        private String shown(CxiService service, List<String> devices) {
            String id =
                    service.id()
                            + (service.isSystem() ? "/sys" : "")
                            + (service.isEnabled() ? "" : "-");
            StringBuilder line =
                    line(
                            Hostlist.of(devices).toString(),
                            id,
                            service.uid().isPresent()
                                    ? Integer.toUnsignedString(service.uid().getAsInt())
                                    : "-",
                            Idset.of(service.vnis().stream().mapToInt(Integer::intValue).toArray())
                                    .toString());
            for (int i = 0; i < CxiResource.values().length; i++) {
                CxiLimit limit =
                        service.limits().isEmpty() ? new CxiLimit(0, 0) : service.limits().get(i);
                line.append(column(Integer.toString(max ? limit.max() : limit.reserved())));
            }
            return line.toString();
        }

        private static StringBuilder line(String name, String id, String uid, String vnis) {
            return new StringBuilder(
                    String.format(Locale.ROOT, "%-8s %-6s %-5s %-9s", name, id, uid, vnis));
        }

        private static String column(String text) {
            return String.format(Locale.ROOT, " %-5s", text);
        }
    }

    @Command(
            name = "jobinfo",
            description = "Show job's slingshot reservation in JSON form",
            sortOptions = false)
    private static final class JobInfo extends FluxCommand {
        @Option(
                names = {"-j", "--jobid"},
                paramLabel = "ID",
                description = "Override FLUX_JOB_ID")
        private Optional<String> jobid = Optional.empty();

        JobInfo(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            JobId job = NamedJob.id(console(), jobid);
            try (FluxClient client = console().connect()) {
                JobReservation found =
                        JobReservation.of(client, job)
                                .orElseThrow(
                                        () ->
                                                new CommandFailure(
                                                        "no reservation found for "
                                                                + JobIds.f58(console(), job)));
                console().out().println(found.context().toString());
            } catch (FluxException e) {
                throw new CommandFailure(e.text());
            }
        }
    }
}
