package fluxj.services.resource;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.IoReason;
import fluxj.job.ResourceSet;
import fluxj.job.Rv1;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.platform.topology.LocalHost;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Resources that `resource.reload` names: a file of R, or hwloc's XML of each rank. Slow work, not
/// for the reactor.
final class ReloadedResources {
    private static final Pattern RANK = Pattern.compile("(\\d{1,9})\\.xml");

    private ReloadedResources() {}

    /// A file of R.
    ///
    /// @throws FluxException in Flux's words
    static ResourceSet file(String path) {
        try {
            return Rv1.parse(JsonObject.parse(Files.readString(Path.of(path))));
        } catch (IOException e) {
            throw new FluxException(
                    Errno.ENOENT, path + ":-1 unable to open " + path + ": " + IoReason.of(e));
        } catch (JsonException | FormatException e) {
            throw new FluxException(Errno.EPROTO, path + ": " + e.getMessage());
        }
    }

    /// A folder of files `RANK.xml`.
    ///
    /// @throws FluxException in Flux's words
    static ResourceSet folder(String path) {
        List<ResourceSet> ranks = new ArrayList<>();
        String host = hostname();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(path))) {
            for (Path file : files) {
                Matcher name = RANK.matcher(file.getFileName().toString());
                if (name.matches()) {
                    int rank = Integer.parseInt(name.group(1));
                    ranks.add(LocalHost.of(Files.readString(file), host).asRank(rank));
                }
            }
        } catch (DirectoryIteratorException e) {
            throw new FluxException(Errno.EIO, path + ": " + Errno.EIO.text());
        } catch (IOException e) {
            throw new FluxException(FluxException.of(e).errno(), path + ": " + IoReason.of(e));
        } catch (FormatException _) {
            throw new FluxException(
                    Errno.EINVAL, "error building R from hwloc XML: " + Errno.EINVAL.text());
        }
        if (ranks.isEmpty()) {
            throw new FluxException(
                    Errno.EINVAL, path + ": invalid directory: no XML input files found");
        }
        return ResourceSet.union(ranks);
    }

    private static String hostname() {
        try {
            return LocalHost.localName();
        } catch (IOException e) {
            throw FluxException.of(e);
        }
    }
}
