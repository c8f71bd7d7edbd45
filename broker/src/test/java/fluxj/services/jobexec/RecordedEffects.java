package fluxj.services.jobexec;

import fluxj.errors.Errno;
import fluxj.format.Idset;
import fluxj.json.JsonObject;
import fluxj.service.Severity;
import fluxj.services.jobexec.JobExecProtocol.Update;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A world in which nothing happens by itself: what a job does is kept as text, its alarms are set
/// and go off when the test lets time pass.
final class RecordedEffects implements JobEffects {
    /// A shell of the job: 0 once it was launched, then the last signal it got.
    final Map<Integer, Integer> shells = new TreeMap<>();

    final List<String> events = new ArrayList<>();
    final List<String> answers = new ArrayList<>();
    final List<String> deeds = new ArrayList<>();
    final Map<Alarm, Double> alarms = new LinkedHashMap<>();
    double time = 1000;
    int establishing;
    int moving;
    int gone;
    private boolean late;

    /// True when something was done after the job was gone.
    boolean isLate() {
        return late;
    }

    private void deed(String text) {
        late |= gone > 0;
        deeds.add(text);
    }

    /// The alarm that goes off next.
    Optional<Alarm> next() {
        return alarms.entrySet().stream().min(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
    }

    /// Lets time pass until an alarm goes off.
    void ring(JobMachine machine) {
        Alarm alarm = next().orElseThrow();
        time = Math.max(time, alarms.remove(alarm));
        machine.rang(alarm);
    }

    @Override
    public double now() {
        return time;
    }

    @Override
    public String hosts(Idset ranks) {
        return "host[" + ranks + "]";
    }

    @Override
    public void establish() {
        establishing++;
    }

    @Override
    public void log(String event, JsonObject context) {
        late |= gone > 0;
        events.add(context.keys().isEmpty() ? event : event + " " + context);
    }

    @Override
    public void answer(Update update) {
        late |= gone > 0;
        answers.add(
                update.data().keys().isEmpty()
                        ? update.type()
                        : update.type() + " " + update.data());
    }

    @Override
    public void arm(Alarm alarm, double seconds) {
        late |= gone > 0;
        alarms.put(alarm, time + seconds);
    }

    @Override
    public void disarm(Alarm alarm) {
        alarms.remove(alarm);
    }

    @Override
    public void launch(int rank) {
        deed("launch " + rank);
        shells.put(rank, 0);
    }

    @Override
    public void reattach(int rank) {
        deed("reattach " + rank);
        shells.put(rank, 0);
    }

    @Override
    public void signal(int rank, int signum) {
        deed("signal " + rank + " " + signum);
        shells.computeIfPresent(rank, (_, _) -> signum);
    }

    @Override
    public void killTasks(int signum) {
        deed("kill tasks " + signum);
    }

    @Override
    public void drain(Idset ranks, String reason) {
        deed("drain " + ranks + ": " + reason);
    }

    @Override
    public void tellLeader(int severity, int shellRank, String message) {
        deed("tell leader " + severity + " " + shellRank + " '" + message + "'");
    }

    @Override
    public void openBarrier(Optional<Errno> errno) {
        deed("barrier " + errno.map(Errno::toString).orElse("open"));
    }

    @Override
    public void move() {
        moving++;
    }

    @Override
    public void gone() {
        gone++;
    }

    @Override
    public void note(Severity severity, String text) {
        late |= gone > 0;
    }
}
