package fluxj.services.jobingest;

/// What a stage was asked, whoever did it: it outlives a change of the configuration.
final class StageTally {
    private long requests;
    private long errors;

    void asked() {
        requests++;
    }

    void refused() {
        errors++;
    }

    long requests() {
        return requests;
    }

    long errors() {
        return errors;
    }
}
