package fluxj.services.cron;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.service.ServiceContext;
import fluxj.services.cron.CronProtocol.Create;
import fluxj.services.cron.CronProtocol.EntryView;
import fluxj.services.cron.CronProtocol.Stats;
import fluxj.services.cron.CronProtocol.Task;
import fluxj.subprocess.Command;
import fluxj.wire.Event;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/// One command and its schedule. At most one task of it runs or waits at a time.
final class CronEntry implements Schedule.Owner, CronTask.Listener {
    /// What an entry asks of the module.
    interface Scheduler {
        /// Runs the entry's task now, or at the next sync event.
        ///
        /// @return true when it waits
        boolean runOrDefer(CronEntry entry);

        /// The entry was deleted and its last task has ended.
        void gone(CronEntry entry);
    }

    private final ServiceContext context;
    private final Scheduler scheduler;
    private final long id;
    private final Create wanted;
    private final Schedule schedule;
    private final double ctime;
    private final Deque<CronTask> finished = new ArrayDeque<>();
    private @Nullable CronTask task;
    private boolean stopped = true;
    private boolean deleted;
    private double starttime;
    private double lastrun;
    private long count;
    private long failcount;
    private long total;
    private long success;
    private long failure;
    private long deferred;

    /// Makes an entry that is stopped.
    ///
    /// @throws FluxException when its type or the arguments of that make no sense
    CronEntry(ServiceContext context, Scheduler scheduler, long id, Create wanted) {
        this.context = context;
        this.scheduler = scheduler;
        this.id = id;
        this.wanted = wanted;
        ctime = context.wallClock().epochSeconds();
        schedule =
                switch (wanted.type()) {
                    case "interval" -> new IntervalSchedule(context, this, wanted.args());
                    case "event" -> new EventSchedule(context, this, wanted.args());
                    case "datetime" -> new DatetimeSchedule(context, this, wanted.args());
                    default -> throw new FluxException(Errno.ENOSYS);
                };
    }

    long id() {
        return id;
    }

    void start() {
        if (!stopped || deleted) {
            throw new FluxException(Errno.EINVAL);
        }
        stopped = false;
        starttime = context.wallClock().epochSeconds();
        count = 0;
        failcount = 0;
        schedule.start();
    }

    void stop() {
        if (stopped) {
            throw new FluxException(Errno.EINVAL);
        }
        stopped = true;
        schedule.stop();
    }

    /// Ends it; when a task of it still runs or waits, as soon as that has ended.
    void delete(boolean kill) {
        if (!stopped) {
            stop();
        }
        if (!deleted) {
            deleted = true;
            schedule.close();
        }
        @Nullable CronTask last = task;
        if (last == null) {
            scheduler.gone(this);
        } else if (kill) {
            last.kill();
        }
    }

    /// Schedules nothing any more: the module ends.
    void halt() {
        stopped = true;
        schedule.close();
    }

    void event(Event event) {
        schedule.event(event);
    }

    @Override
    public void runNow() {
        if (task != null) {
            context.log()
                    .info(label() + ": " + wanted.name() + ": task still running or scheduled");
            return;
        }
        task = new CronTask(context, this);
        total++;
        count++;
        if (count == wanted.repeat().orElse(0) && !stopped) {
            stop();
        }
        if (scheduler.runOrDefer(this)) {
            deferred++;
        }
    }

    /// Runs the task that is due.
    void runTask() {
        @Nullable CronTask due = task;
        if (due == null) {
            return;
        }
        lastrun = context.wallClock().epochSeconds();
        Command command =
                Command.of(
                        List.of("sh", "-c", wanted.command()), wanted.environ().orElse(Map.of()));
        due.run(
                wanted.cwd().map(command::withCwd).orElse(command),
                wanted.rank().orElse(0),
                wanted.timeout().orElse(-1.0));
    }

    @Override
    public void exhausted() {
        int repeat = wanted.repeat().orElse(0);
        if (repeat == 0 || repeat < count + 1) {
            context.log()
                    .err(
                            label()
                                    + ": Unable to get next wakeup. Stopping.: "
                                    + Errno.EOVERFLOW.text());
        }
        if (!stopped) {
            stop();
        }
    }

    @Override
    public double lastRun() {
        return lastrun;
    }

    @Override
    public String label() {
        return "cron-" + id;
    }

    @Override
    public void line(boolean isError, String line) {
        String text =
                label()
                        + "["
                        + wanted.name()
                        + "]: rank="
                        + wanted.rank().orElse(0)
                        + ": command=\""
                        + wanted.command()
                        + "\": \""
                        + line
                        + "\"";
        if (isError) {
            context.log().err(text);
        } else {
            context.log().info(text);
        }
    }

    @Override
    public void finished(CronTask ended) {
        if (ended.isSuccess()) {
            success++;
        } else {
            context.log()
                    .err(
                            ended.failure()
                                    .map(
                                            errno ->
                                                    label()
                                                            + ": failure running "
                                                            + wanted.command()
                                                            + ": "
                                                            + errno.text())
                                    .orElse(
                                            label()
                                                    + ": \""
                                                    + wanted.command()
                                                    + "\": Failed: "
                                                    + ended.ending()));
            failed();
        }
        task = null;
        finished.addFirst(ended);
        if (finished.size() > wanted.history().orElse(1)) {
            finished.removeLast();
        }
        if (deleted) {
            scheduler.gone(this);
        }
    }

    private void failed() {
        failure++;
        failcount++;
        int limit = wanted.stopOnFailure().orElse(0);
        if (limit != 0 && failcount >= limit) {
            context.log().err(label() + ": exceeded failure limit of " + limit + ". stopping");
            if (!stopped) {
                stop();
            }
        }
    }

    EntryView toEntry() {
        List<Task> tasks = new ArrayList<>();
        if (task != null) {
            tasks.add(task.toTask());
        }
        for (CronTask each : finished) {
            tasks.add(each.toTask());
        }
        return new EntryView(
                id,
                wanted.rank().orElse(0),
                wanted.name(),
                wanted.command(),
                wanted.repeat().orElse(0),
                stopped,
                wanted.type(),
                wanted.timeout().filter(seconds -> seconds >= 0),
                new Stats(
                        ctime, starttime, lastrun, count, failcount, total, success, failure,
                        deferred),
                schedule.typedata(),
                tasks);
    }
}
