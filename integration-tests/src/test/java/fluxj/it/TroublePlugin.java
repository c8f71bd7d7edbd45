package fluxj.it;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.shell.spi.ShellContext;
import fluxj.shell.spi.ShellPlugin;
import fluxj.shell.spi.ShellPluginFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// A plugin for brokers under test: by the shell option `trouble`, `throw:CALLBACK`,
/// `fail:CALLBACK` or `hang:CALLBACK`, one of its callbacks throws what nobody expects, says that
/// it failed, or is never done.
public final class TroublePlugin implements ShellPluginFactory {
    private static final Path CLASS_PATHS = Path.of("../dist/target/fluxj/lib").toAbsolutePath();

    /// What a JVM has to be told so that it has this plugin.
    ///
    /// @param folder where the file that names it can be made
    static String jvmFlags(Path folder) {
        try {
            Path services = Files.createDirectories(folder.resolve("META-INF/services"));
            Files.writeString(
                    services.resolve(ShellPluginFactory.class.getName()),
                    TroublePlugin.class.getName() + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String classes =
                TroublePlugin.class.getProtectionDomain().getCodeSource().getLocation().getPath();
        return "-XX:AOTMode=off -cp "
                + CLASS_PATHS.resolve("broker.jar")
                + ":"
                + CLASS_PATHS.resolve("cli.jar")
                + ":"
                + folder
                + ":"
                + classes;
    }

    @Override
    public String name() {
        return "trouble";
    }

    @Override
    public ShellPlugin create(ShellContext shell) {
        Optional<String> trouble = shell.options().text("trouble");
        if (trouble.isEmpty()) {
            return new ShellPlugin() {};
        }
        String[] words = trouble.get().split(":", -1);
        if (trouble.get().equals("throw:create")) {
            throw new IllegalStateException("boom");
        }
        InvocationHandler handler =
                (proxy, method, arguments) -> {
                    if (!method.getName().equals(words[1])) {
                        return InvocationHandler.invokeDefault(proxy, method, arguments);
                    }
                    if (words[0].equals("throw")) {
                        throw new IllegalStateException("boom");
                    }
                    if (words[0].equals("fail")) {
                        throw new FluxException(Errno.ENODEV, "no device");
                    }
                    Promise<Object> never = new Deferred<>();
                    return never;
                };
        return (ShellPlugin)
                Proxy.newProxyInstance(
                        ShellPlugin.class.getClassLoader(),
                        new Class<?>[] {ShellPlugin.class},
                        handler);
    }
}
