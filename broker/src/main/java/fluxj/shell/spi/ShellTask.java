package fluxj.shell.spi;

import fluxj.format.Idset;
import fluxj.platform.WaitStatus;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A task of this shell. What it is started with can be changed until it runs.
public interface ShellTask {
    /// Its number among the tasks of this shell.
    int index();

    /// Its rank among all tasks of the job.
    int rank();

    /// Program and arguments.
    List<String> command();

    /// Replaces program and arguments.
    void setCommand(List<String> words);

    /// The environment that it has, or will have.
    Map<String, String> environment();

    /// Sets a variable of this task alone.
    void setenv(String name, String value);

    /// Takes a variable from this task alone.
    void unsetenv(String name);

    /// Lets `listener` have what the task says on a stream; one for each.
    ///
    /// @param stream `stdout`, `stderr` or a channel of [#addChannel]
    void listen(String stream, TaskStream listener);

    /// Gives the task a socket besides its standard streams; the environment variable of that name
    /// tells it the descriptor's number, as in `PMI_FD`. It speaks in lines; one of more than 64
    /// KiB comes in pieces.
    void addChannel(String name, TaskStream listener);

    /// Hands output out as it comes and not line by line.
    void unbuffered(String stream);

    /// Opens a file as the task's standard input, in place of the shell's own pipe.
    void stdinFrom(String path);

    /// Starts it on a terminal in place of its standard streams, as the leader of a session. What
    /// is written to its standard input is dropped.
    ///
    /// @return takes what it prints as its standard output, if that is captured
    TaskStream runOn(TaskTerminal terminal);

    /// Lets it run on these CPUs alone, by the kernel's numbers.
    void runOnCpus(Idset cpus);

    /// Has it stopped before the first instruction of its program, until SIGCONT.
    void stopInExec();

    /// Queues input on `stdin` or a channel. What comes for a task that has ended is dropped; more
    /// than [#room] bytes are refused by ENOSPC.
    void write(String stream, byte[] bytes);

    /// How many bytes [#write] takes now.
    int room(String stream);

    /// Ends `stdin` or a channel after what was written.
    void end(String stream);

    /// Hands out what was held back by [TaskStream#takesMore], as far as it is taken.
    void resume();

    /// Sends a signal to its process group, or to the process alone with the option `nosetpgrp`;
    /// nothing when it does not run.
    void kill(int signum);

    /// True from its start until it and its streams have ended.
    boolean isRunning();

    /// Its process id, once it was started.
    Optional<Integer> pid();

    /// How it ended, once it has.
    Optional<WaitStatus> status();

    /// What is told of it in messages and events.
    ShellProtocol.TaskInfo info();
}
