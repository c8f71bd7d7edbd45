/* One rank of a PMI-1 program (RFC 13). Again and again all ranks put a key, wait for each other and
 * get keys; rank 0 prints how long each time took, up to the barrier after the last get. With `share`
 * the ranks of a node divide the keys among them, as MPICH's do, which pass them on in shared memory;
 * with `all` each gets every rank's, as those of `flux pmi exchange` do. It reads what there is, not
 * a byte at a time, so that the server is what is measured.
 *
 * usage: pmirank share|all COUNT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int fd;
static char input[8192];
static size_t from, to;

static void fail(const char *what)
{
    fprintf(stderr, "pmirank: %s\n", what);
    exit(1);
}

/* The next line without its newline; it holds until the next call. */
static char *answer(void)
{
    for (;;) {
        char *end = memchr(input + from, '\n', to - from);
        if (end) {
            char *line = input + from;
            *end = '\0';
            from = end + 1 - input;
            return line;
        }
        memmove(input, input + from, to - from);
        to -= from;
        from = 0;
        ssize_t count = read(fd, input + to, sizeof(input) - to);
        if (count <= 0)
            fail("the server is gone");
        to += count;
    }
}

static char *ask(const char *request, const char *wanted)
{
    size_t length = strlen(request);
    if (write(fd, request, length) != (ssize_t)length)
        fail("the server does not listen");
    char *line = answer();
    if (strncmp(line, wanted, strlen(wanted)) != 0 || !strstr(line, "rc=0"))
        fail(line);
    return line;
}

static const char *environment(const char *name)
{
    const char *value = getenv(name);
    if (!value)
        fail(name);
    return value;
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec + now.tv_nsec / 1e9;
}

static void barrier(void)
{
    ask("cmd=barrier_in\n", "cmd=barrier_out");
}

/* Gets the key of the rank `first` and of each `step` ranks further. */
static void exchange(const char *name, int rank, int size, int first, int step)
{
    char line[512];
    snprintf(line, sizeof(line), "cmd=put kvsname=%s key=key.%d value=%s-%d-%d\n", name, rank,
             name, rank, size);
    ask(line, "cmd=put_result");
    barrier();
    for (int other = first; other < size; other += step) {
        char wanted[256];
        snprintf(line, sizeof(line), "cmd=get kvsname=%s key=key.%d\n", name, other);
        snprintf(wanted, sizeof(wanted), "value=%s-%d-%d", name, other, size);
        char *value = strstr(ask(line, "cmd=get_result"), "value=");
        if (!value || strcmp(value, wanted) != 0)
            fail("another value than was put");
    }
    barrier();
}

int main(int argc, char *argv[])
{
    char name[128];
    if (argc != 3)
        fail("usage: pmirank share|all COUNT");
    fd = atoi(environment("PMI_FD"));
    int rank = atoi(environment("PMI_RANK"));
    int size = atoi(environment("PMI_SIZE"));
    ask("cmd=init pmi_version=1 pmi_subversion=1\n", "cmd=response_to_init");
    char *value = strstr(ask("cmd=get_my_kvsname\n", "cmd=my_kvsname"), "kvsname=");
    if (!value)
        fail("no kvsname");
    snprintf(name, sizeof(name), "%s", value + strlen("kvsname="));
    int first = 0, step = 1;
    if (strcmp(argv[1], "share") == 0) {
        first = atoi(environment("FLUX_TASK_LOCAL_ID"));
        step = size / atoi(environment("FLUX_JOB_NNODES"));
    }
    barrier();
    for (int count = atoi(argv[2]); count > 0; count--) {
        double start = seconds();
        exchange(name, rank, size, first, step);
        if (rank == 0)
            printf("exchange of %d tasks in %.6fs.\n", size, seconds() - start);
    }
    ask("cmd=finalize\n", "cmd=finalize_ack");
    return 0;
}
