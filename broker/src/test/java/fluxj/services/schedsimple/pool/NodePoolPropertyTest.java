package fluxj.services.schedsimple.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.format.Hostlist;
import fluxj.format.Idset;
import fluxj.job.Constraint;
import fluxj.job.ConstraintReader;
import fluxj.job.NodeResources;
import fluxj.job.ResourceSet;
import fluxj.job.spec.ResourceCount;
import fluxj.job.spec.ResourceRequest;
import fluxj.json.JsonObject;
import fluxj.services.schedsimple.pool.NaivePool.NaiveNode;
import fluxj.services.schedsimple.pool.NaivePool.Part;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/// Random jobs, frees and failures of nodes, by seed: the index chooses what a walk over all nodes
/// would.
class NodePoolPropertyTest {
    private static final int SEEDS = 12;
    private static final int STEPS = 300;

    private record Job(ResourceSet resources, Map<Integer, Part> parts) {}

    private record Where(Constraint constraint, IntPredicate test) {}

    private static final class Run {
        final Random random;
        final int size;
        final NaivePool naive;
        final NodePool pool;
        final List<Job> jobs = new ArrayList<>();
        final List<Where> places;

        Run(long seed, Fit fit) {
            random = new Random(seed);
            size = 1 + random.nextInt(150);
            naive = new NaivePool(fit);
            ResourceSet.Builder all = ResourceSet.builder();
            List<String> hosts = new ArrayList<>();
            Idset.Builder big = Idset.builder();
            for (int rank = 0; rank < size; rank++) {
                int cores = 1 + random.nextInt(5);
                int gpus = random.nextInt(3);
                naive.nodes.put(rank, new NaiveNode(cores, gpus));
                all.add(
                        Idset.of(rank),
                        NodeResources.of(
                                Idset.upTo(cores), gpus == 0 ? Idset.EMPTY : Idset.upTo(gpus)));
                hosts.add("n" + rank);
                if (cores > 3) {
                    big.add(rank);
                }
            }
            pool =
                    new NodePool(
                            all.hosts(Hostlist.of(hosts)).property("big", big.build()).build(),
                            fit);
            places =
                    List.of(
                            where("{}", _ -> true),
                            where(
                                    "{\"properties\":[\"big\"]}",
                                    rank -> naive.nodes.get(rank).cores > 3),
                            where(
                                    "{\"properties\":[\"^big\"]}",
                                    rank -> naive.nodes.get(rank).cores <= 3),
                            where("{\"ranks\":[\"0-9\"]}", rank -> rank < 10),
                            where(
                                    "{\"not\":[{\"hostlist\":[\"n[3-20]\"]}]}",
                                    rank -> rank < 3 || rank > 20));
        }

        private static Where where(String json, IntPredicate test) {
            return new Where(ConstraintReader.read(JsonObject.parse(json)), test);
        }

        void step() {
            switch (random.nextInt(10)) {
                case 0, 1, 2 -> free();
                case 3 -> upOrDown();
                default -> allocate();
            }
        }

        private void upOrDown() {
            int first = random.nextInt(size);
            Idset ranks = Idset.range(first, Math.min(size - 1, first + random.nextInt(8)));
            boolean up = random.nextInt(3) > 0;
            pool.setUp(ranks, up);
            ranks.forEach(rank -> naive.nodes.get(rank).up = up);
        }

        private void free() {
            if (jobs.isEmpty()) {
                return;
            }
            Job job = jobs.remove(random.nextInt(jobs.size()));
            Idset ranks = job.resources.ranks();
            if (random.nextBoolean() && ranks.size() > 1) {
                int first = ranks.first().orElseThrow();
                pool.free(job.resources.only(Idset.of(first)));
                naive.free(first, job.parts.get(first));
                Map<Integer, Part> rest = new TreeMap<>(job.parts);
                rest.remove(first);
                jobs.add(new Job(job.resources.without(Idset.of(first)), rest));
                return;
            }
            pool.free(job.resources);
            job.parts.forEach(naive::free);
        }

        private ResourceCount count(int most) {
            long min = 1 + random.nextInt(most);
            return switch (random.nextInt(4)) {
                case 0 -> new ResourceCount(min, min + random.nextInt(most), false);
                case 1 -> new ResourceCount(min, ResourceCount.UNBOUNDED, false);
                default -> ResourceCount.of(min);
            };
        }

        private ResourceRequest request() {
            boolean byNode = random.nextBoolean();
            return new ResourceRequest(
                    byNode ? Optional.of(count(6)) : Optional.empty(),
                    byNode ? ResourceCount.of(1 + random.nextInt(2)) : count(12),
                    1 + random.nextInt(3),
                    random.nextInt(4) / 2,
                    byNode && random.nextInt(4) == 0);
        }

        private void allocate() {
            ResourceRequest request = request();
            Where where = places.get(random.nextInt(places.size()));
            Map<Integer, Part> expected = naive.allocate(request, where.test);
            Answer answer = pool.allocate(new JobNeeds(request, where.constraint, 0));
            if (expected.isEmpty()) {
                assertTrue(!(answer instanceof Answer.Allocated), () -> request + " got " + answer);
                return;
            }
            ResourceSet given =
                    assertInstanceOf(Answer.Allocated.class, answer, request::toString).resources();
            assertEquals(expected.size(), given.size(), request::toString);
            expected.forEach(
                    (rank, part) -> {
                        NodeResources node = given.node(rank).orElseThrow();
                        assertEquals(ids(part.cores()), node.cores());
                        assertEquals(ids(part.gpus()), node.gpus());
                        assertEquals(Optional.of("n" + rank), given.host(rank));
                    });
            jobs.add(new Job(given, expected));
        }

        private static Idset ids(List<Integer> ids) {
            return Idset.of(ids.stream().mapToInt(Integer::intValue).toArray());
        }

        /// Everything that jobs have, and nothing else, is allocated; nothing is twice.
        void check() {
            long cores = 0;
            for (Job job : jobs) {
                cores += job.resources.count(NodeResources.CORE);
            }
            ResourceSet allocated = pool.allocated();
            assertEquals(cores, allocated.count(NodeResources.CORE));
            assertEquals(
                    ResourceSet.union(jobs.stream().map(Job::resources).toList()).groups(),
                    allocated.groups());
        }
    }

    @ParameterizedTest
    @EnumSource(Fit.class)
    void choosesAsAWalkOverAllNodesWould(Fit fit) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            Run run = new Run(seed, fit);
            try {
                for (int i = 0; i < STEPS; i++) {
                    run.step();
                }
                run.check();
                run.jobs.forEach(job -> run.pool.free(job.resources));
                assertTrue(run.pool.allocated().isEmpty());
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Fit.class)
    void whatIsInfeasibleFitsNotEvenAnEmptyInstance(Fit fit) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            Run run = new Run(seed, fit);
            run.pool.setUp(Idset.upTo(run.size), true);
            for (int i = 0; i < STEPS; i++) {
                JobNeeds request =
                        new JobNeeds(
                                run.request(),
                                run.places.get(run.random.nextInt(run.places.size())).constraint,
                                0);
                Answer answer = run.pool.allocate(request);
                if (answer instanceof Answer.Allocated(ResourceSet resources)) {
                    run.pool.free(resources);
                }
                assertEquals(
                        run.pool.complaint(request).isEmpty(),
                        answer instanceof Answer.Allocated,
                        "seed " + seed + ": " + request);
            }
        }
    }
}
