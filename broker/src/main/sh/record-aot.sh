#!/bin/sh
# Ends the build of the distribution: records the AOT caches with the JDK that bin/fluxj will use.
# A cache that cannot be recorded is only a slower start, so that is a warning and not an error.
#
#   record-aot.sh TOP       record both caches of the checkout in TOP
program=record-aot
root=$1
. "$root/bin/launch.sh"

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

# $1: name of the cache, the rest: main class and arguments of the run that is watched.
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
  # Not exported: the brokers that a command starts are not to be recorded.
  recording=-XX:AOTCacheOutput=$dist/$kind.aot.new
  export TMPDIR="$scratch"
  launch "$kind" "$@" &
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

record broker fluxj.cli.BrokerMain -Sbroker.rc1_path= -Sbroker.rc3_path= true
record cli fluxj.cli.Main start -s1 -o,-Sbroker.rc1_path=,-Sbroker.rc3_path= true
