#!/bin/sh
# Ends the build of the distribution: records the AOT caches with the JDK that bin/fluxj will use.
# A cache that cannot be recorded is only a slower start, so that is a warning and not an error.
#
#   record-aot.sh TOP              record both caches of the checkout in TOP
#   record-aot.sh rank1 COMMAND…   run a broker, and record it when it is rank 1
if [ "$1" = rank1 ]; then
  shift
  [ "$PMI_RANK" = 1 ] && export FLUXJ_JVM_FLAGS="$FLUXJ_RECORD"
  exec "$@"
fi
program=record-aot
root=$1
. "$root/bin/launch.sh"
unset PMI_FD PMI_RANK PMI_SIZE FLUX_URI FLUX_START_URI FLUX_CONF_DIR FLUXJ_JVM_FLAGS

rm -f "$dist/java-home" "$dist"/*.aot "$dist"/*.aot.new*
find_java
echo "${java%/bin/java}" >"$dist/java-home"
# The distribution is complete; what follows makes it faster. The programs that are watched run
# others from it, which must not begin a build of their own.
touch "$dist/built"

# Seconds that one recording may take.
limit=60

scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT

# $1: name of the cache, the rest: main class and arguments of the command that is run.
record() {
  kind=$1
  shift
  if ! recorded "$@" >"$scratch/log" 2>&1 </dev/null || [ ! -s "$dist/$kind.aot.new" ]; then
    echo "warning: no AOT cache for $kind; it will start more slowly:" >&2
    grep -v JAVA_TOOL_OPTIONS "$scratch/log" | tail -n 5 >&2
    rm -f "$dist/$kind.aot.new" "$dist/$kind.aot.new.config"
    return
  fi
  mv "$dist/$kind.aot.new" "$dist/$kind.aot"
}

recorded() (
  export TMPDIR="$scratch"
  output=-XX:AOTCacheOutput=$dist/$kind.aot.new
  if [ "$kind" = broker ]; then
    # The broker in the middle of three has a parent and a child.
    export FLUXJ_RECORD="$output"
  else
    # Not exported: the brokers that a command starts are not to be recorded.
    recording=$output
  fi
  launch cli "$@" &
  java_pid=$!
  (
    sleep $limit
    kill $java_pid
  ) 2>/dev/null &
  wait $java_pid
  status=$?
  kill $! 2>/dev/null
  exit $status
)

norc=-o,-Sbroker.rc1_path=,-Sbroker.rc3_path=
record broker fluxj.cli.Main start -s3 $norc -Stbon.topo=kary:1 --test-exit-timeout=${limit}s \
  "--wrap=sh,$root/broker/src/main/sh/record-aot.sh,rank1" \
  sh -c "PATH=$root/bin:\$PATH; fluxj ping --count=2 --interval=0 1 && fluxj exec -r 1 true"
record cli fluxj.cli.Main start -s1 $norc true
