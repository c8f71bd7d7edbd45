#!/bin/sh
# Ends the build of the distribution: records the AOT caches with the JDK that bin/fluxj will use.
# A cache that cannot be recorded is only a slower start, so that is a warning and not an error.
#
#   record-aot.sh TOP       record both caches of the checkout in TOP
program=record-aot
root=$1
. "$root/bin/launch.sh"

rm -f "$dist/java-home" "$dist/built" "$dist"/*.aot
find_java
echo "${java%/bin/java}" >"$dist/java-home"

scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT

# $1: name of the cache, the rest: main class and arguments of the run that is watched.
record() {
  kind=$1
  shift
  if ! FLUXJ_JVM_FLAGS="-XX:AOTCacheOutput=$dist/$kind.aot -XX:AOTMode=auto" TMPDIR=$scratch \
    timeout 60 sh -c 'root=$1; shift; . "$root/bin/launch.sh"; launch "$@"' "$program" "$root" "$kind" "$@" \
    >"$scratch/log" 2>&1 </dev/null || [ ! -s "$dist/$kind.aot" ]; then
    echo "warning: no AOT cache for $kind; it will start more slowly:" >&2
    grep -v JAVA_TOOL_OPTIONS "$scratch/log" | tail -n 5 >&2
    rm -f "$dist/$kind.aot"
  fi
}

record cli fluxj.cli.Main version
record broker fluxj.cli.BrokerMain -Sbroker.rc1_path= -Sbroker.rc3_path= true
touch "$dist/built"
