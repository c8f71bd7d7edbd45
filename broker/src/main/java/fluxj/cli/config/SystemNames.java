package fluxj.cli.config;

import fluxj.cli.CommandFailure;
import fluxj.config.preflight.NameService;
import fluxj.platform.os.OsHostFacts;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;

/// Names and interfaces of this host. Thousands of names are asked for at once, because a table of
/// thousands of hosts would take minutes one by one.
final class SystemNames implements NameService {
    private static final int AT_ONCE = 64;

    @Override
    public Map<String, Resolution> resolve(Collection<String> names) {
        Map<String, Future<Resolution>> asked = new LinkedHashMap<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            for (String name : names) {
                asked.put(name, threads.submit(() -> resolve(name)));
            }
        }
        Map<String, Resolution> answers = new LinkedHashMap<>();
        asked.forEach((name, answer) -> answers.put(name, outcome(answer)));
        return answers;
    }

    private static Resolution outcome(Future<Resolution> answer) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            return Resolution.failed(String.valueOf(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Resolution.failed("interrupted");
        }
    }

    private static Resolution resolve(String name) {
        try {
            List<String> addresses = new ArrayList<>();
            for (InetAddress address : InetAddress.getAllByName(name)) {
                addresses.add(address.getHostAddress());
            }
            return new Resolution(addresses, "");
        } catch (UnknownHostException e) {
            String text = String.valueOf(e.getMessage());
            int colon = text.lastIndexOf(": ");
            return Resolution.failed(colon < 0 ? text : text.substring(colon + 2));
        }
    }

    @Override
    public List<String> interfaces() {
        List<String> names = new ArrayList<>();
        try {
            for (NetworkInterface each :
                    Collections.list(NetworkInterface.getNetworkInterfaces())) {
                names.add(each.getName());
            }
        } catch (SocketException e) {
            throw new CommandFailure("cannot list network interfaces: " + e.getMessage());
        }
        Collections.sort(names);
        return names;
    }

    @Override
    public String hostname() {
        return new OsHostFacts(RandomGenerator.getDefault()).hostname();
    }
}
