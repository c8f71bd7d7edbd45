package fluxj.cli.main;

import fluxj.broker.Broker;
import fluxj.broker.BrokerOptions;
import fluxj.broker.BrokerWords;
import fluxj.broker.OsPlatform;
import fluxj.errors.FaultReport;
import fluxj.errors.FluxException;
import fluxj.platform.os.ProcessStart;
import fluxj.platform.os.ProcessTimeZone;
import fluxj.reactor.netty.NettyReactor;

import java.io.PrintStream;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;

/// `flux-broker`: one broker in a process of its own.
public final class BrokerMain {
    private BrokerMain() {}

    /// Runs a broker and ends the process with its exit code.
    public static void main(String[] words) throws InterruptedException {
        ProcessStart.enterDirectory();
        ProcessTimeZone.install(System.getenv());
        Optional<BrokerOptions> options;
        try {
            options = BrokerWords.parse(ProcessStart.arguments(words));
        } catch (FluxException e) {
            System.err.println(e.getMessage());
            System.exit(1);
            return;
        }
        if (options.isEmpty()) {
            System.out.print(BrokerOptions.USAGE);
            return;
        }
        int code = run(options.get(), System.out, System.err);
        System.out.flush();
        // Not exit: what other threads hold is the kernel's to free, and hooks there are none.
        Runtime.getRuntime().halt(code);
    }

    private static int run(BrokerOptions options, PrintStream out, PrintStream err)
            throws InterruptedException {
        FaultReport report = new FaultReport(System::nanoTime);
        Consumer<Throwable> faults = bug -> report.about(bug).ifPresent(err::println);
        NettyReactor reactor = new NettyReactor("broker", faults);
        OsPlatform.Streams streams =
                new OsPlatform.Streams(
                        err::println,
                        text -> {
                            out.print(text);
                            out.flush();
                        },
                        true);
        BlockingQueue<Integer> exit = new ArrayBlockingQueue<>(1);
        reactor.post(
                () ->
                        new Broker(
                                        new OsPlatform(reactor, streams),
                                        options,
                                        ProcessStart.environment(),
                                        faults::accept)
                                .run()
                                .then(exit::add, error -> exit.add(1)));
        return exit.take();
    }
}
