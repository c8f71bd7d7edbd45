package fluxj.cli.jobs.listing;

import fluxj.job.JobResult;
import fluxj.job.JobState;

import java.util.Optional;

/// States and results as pictures.
final class Emoji {
    private Emoji() {}

    static String of(JobState state) {
        return switch (state) {
            case NEW -> "\uD83C\uDF81";
            case DEPEND -> "\uD83D\uDED1";
            case PRIORITY -> "\uD83D\uDEA6";
            case SCHED -> "\uD83D\uDCC5";
            case RUN -> "\uD83C\uDFC3";
            case CLEANUP -> "\uD83D\uDDD1";
            case INACTIVE -> "\uD83D\uDC80";
        };
    }

    /// A wide blank when there is no result yet.
    static String of(Optional<JobResult> result) {
        return result.map(
                        each ->
                                switch (each) {
                                    case COMPLETED -> "\uD83D\uDE00";
                                    case FAILED -> "\uD83D\uDCA9";
                                    case CANCELED -> "\uD83D\uDCA5";
                                    case TIMEOUT -> "\u231B";
                                })
                .orElse("\u3000");
    }
}
