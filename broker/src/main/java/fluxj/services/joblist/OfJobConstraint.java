package fluxj.services.joblist;

import fluxj.format.FormatException;
import fluxj.format.Hostlist;
import fluxj.format.Idset;
import fluxj.job.JobState;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Conditions that the state of a job says nothing about.
sealed interface OfJobConstraint extends JobConstraint {
    @Override
    default Fit in(JobState state) {
        return Fit.MAYBE;
    }

    /// One of these users' jobs; -1 is anybody's.
    record Users(List<Integer> userids) implements OfJobConstraint {
        @Override
        public boolean matches(ListedJob job, Comparisons comparisons) {
            for (int userid : userids) {
                comparisons.add(1);
                if (userid == -1 || userid == job.userid) {
                    return true;
                }
            }
            return false;
        }
    }

    /// A text of the job is one of these.
    record Texts(List<String> texts, Function<ListedJob, @Nullable String> of)
            implements OfJobConstraint {
        @Override
        public boolean matches(ListedJob job, Comparisons comparisons) {
            @Nullable String own = of.apply(job);
            for (String text : texts) {
                comparisons.add(1);
                if (text.equals(own)) {
                    return true;
                }
            }
            return false;
        }
    }

    /// The job has or had one of these hosts.
    ///
    /// @param read lists of hosts that were read for this search, by their text
    record Hosts(Hostlist hosts, Map<String, Hostlist> read) implements OfJobConstraint {
        Hosts(Hostlist hosts) {
            this(hosts, new HashMap<>());
        }

        @Override
        public boolean matches(ListedJob job, Comparisons comparisons) {
            @Nullable String nodelist = job.nodelist;
            if (nodelist == null) {
                return false;
            }
            Hostlist own = read.computeIfAbsent(nodelist, Hosts::parse);
            for (String host : hosts) {
                comparisons.add(1);
                if (own.contains(host)) {
                    return true;
                }
            }
            return false;
        }

        private static Hostlist parse(String text) {
            try {
                return Hostlist.parse(text);
            } catch (FormatException e) {
                return Hostlist.EMPTY;
            }
        }
    }

    /// The job has or had one of these ranks.
    ///
    /// @param read sets that were read for this search, by their text
    record Ranks(Idset ranks, Map<String, Idset> read) implements OfJobConstraint {
        Ranks(Idset ranks) {
            this(ranks, new HashMap<>());
        }

        @Override
        public boolean matches(ListedJob job, Comparisons comparisons) {
            @Nullable String text = job.ranks;
            if (text == null) {
                return false;
            }
            Idset own = read.computeIfAbsent(text, Ranks::parse);
            comparisons.add(Math.min(own.size(), ranks.size()));
            return !own.intersect(ranks).isEmpty();
        }

        private static Idset parse(String text) {
            try {
                return Idset.parse(text);
            } catch (FormatException e) {
                return Idset.EMPTY;
            }
        }
    }
}
