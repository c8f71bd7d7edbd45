package fluxj.platform;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What to start. The program is looked up in the child's own `PATH` unless it has a slash. Of the
/// parent's descriptors the child gets what is named here and no other.
///
/// @param argv program and arguments; at least one
/// @param env the whole environment
/// @param cwd where to start; empty is the parent's. A directory that cannot be entered gives a
///   line on the child's standard error and `/tmp`
/// @param stdio standard input, output and error
/// @param channels further descriptors
/// @param ownGroup true makes the child leader of a new process group, and signals then go to all
///   of it
/// @param setting what else is unusual
public record SpawnRequest(
        List<String> argv,
        Map<String, String> env,
        Optional<String> cwd,
        Stdio stdio,
        List<Channel> channels,
        boolean ownGroup,
        ProcessSetting setting) {

    /// Where one of the standard streams goes.
    public enum Mode {
        /// To a stream of the [ChildProcess].
        PIPE,
        /// Wherever the parent's goes, a terminal included.
        INHERIT,
        /// Nowhere; reading finds the end at once.
        DISCARD
    }

    /// The three standard streams.
    public record Stdio(Mode stdin, Mode stdout, Mode stderr) {
        /// All three to the parent.
        public static final Stdio PIPES = new Stdio(Mode.PIPE, Mode.PIPE, Mode.PIPE);

        /// All three are the parent's own.
        public static final Stdio INHERITED = new Stdio(Mode.INHERIT, Mode.INHERIT, Mode.INHERIT);
    }

    /// A socket between parent and child beyond the standard streams.
    ///
    /// @param name the stream's name, and the environment variable that tells the child its number
    /// @param prefix what stands before the number in that variable, such as `fd://`
    public record Channel(String name, String prefix) {}

    /// A request for a command in its own process group, with pipes and nothing else.
    public static SpawnRequest of(List<String> argv, Map<String, String> env) {
        return new SpawnRequest(
                argv, env, Optional.empty(), Stdio.PIPES, List.of(), true, ProcessSetting.USUAL);
    }

    /// The same with other standard streams.
    public SpawnRequest withStdio(Stdio streams) {
        return new SpawnRequest(argv, env, cwd, streams, channels, ownGroup, setting);
    }

    /// The same with a directory to start in.
    public SpawnRequest withCwd(String directory) {
        return new SpawnRequest(
                argv, env, Optional.of(directory), stdio, channels, ownGroup, setting);
    }

    /// The same with these channels.
    public SpawnRequest withChannels(List<Channel> more) {
        return new SpawnRequest(argv, env, cwd, stdio, more, ownGroup, setting);
    }

    /// The same in the parent's process group.
    public SpawnRequest inParentGroup() {
        return new SpawnRequest(argv, env, cwd, stdio, channels, false, setting);
    }
}
