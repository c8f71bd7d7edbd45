package fluxj.coral2.dws.tracker;

/// What the service `dws` says of a job.
public enum RabbitService {
    /// It answers and has the job's workflow in hand.
    REMEMBERS("answers and has the workflow in hand"),
    /// It answers and does not know the job.
    FORGOTTEN("answers, and does not know of this job"),
    /// Nobody serves it.
    ABSENT("is not there: nobody drives workflows"),
    /// It is there, and does not answer.
    SILENT("does not answer: it hangs, or has too much to do"),
    /// It was not asked, or would not say.
    UNKNOWN("was not asked");

    private final String words;

    RabbitService(String words) {
        this.words = words;
    }

    /// What to say after "the service dws".
    public String words() {
        return words;
    }
}
