#!/bin/sh
# Records the AOT caches of a distribution with the JDK that its launchers will use. A cache that cannot
# be recorded is only a slower start, so that is a warning and not an error.
#
#   record-aot.sh HOME TIME        record the caches of the distribution in HOME, whose files get this time
#   record-aot.sh RANK COMMAND…    run a broker, and record it when it has that rank
#   record-aot.sh rehearsal HOME KIND COMMAND -- COMMAND…   run commands of one class path and record them, in an instance
#   record-aot.sh rabbits HOME     rehearse what talks to Kubernetes: a simulator, the service, a job that hangs
#   record-aot.sh task             be a task: speak PMI as MPI programs do, and print
case $1 in
  [0-9])
    [ "$PMI_RANK" = "$1" ] && export FLUXJ_JVM_FLAGS="$FLUXJ_RECORD"
    shift
    exec "$@"
    ;;
  task)
    ask() {
      echo "cmd=$1" >&"$PMI_FD"
      read -r answer <&"$PMI_FD"
    }
    ask "init pmi_version=1 pmi_subversion=1"
    ask get_my_kvsname
    name=${answer##*kvsname=}
    ask "put kvsname=$name key=$PMI_RANK value=$name-$PMI_RANK"
    ask barrier_in
    i=0
    while [ $i -lt 500 ]; do
      ask "get kvsname=$name key=$((i % PMI_SIZE))"
      echo "$answer"
      i=$((i + 1))
    done
    ask barrier_in
    ask finalize
    exit
    ;;
  rabbits)
    fj_root=$2
    PATH=$fj_root/bin:$PATH
    export KUBECONFIG="$TMPDIR/kubeconfig"
    fluxj rabbit-sim --nodes="$(uname -n)" --delay=0s --fault=unmount --kubeconfig="$KUBECONFIG" &
    simulator=$!
    trap 'kill $simulator $service' EXIT
    trap 'exit 1' HUP INT TERM
    while kill -0 $simulator && [ ! -s "$KUBECONFIG" ]; do sleep 0.1; done
    fluxj dws -v --disable-fluxion 2>"$TMPDIR/dws.log" &
    service=$!
    while kill -0 $service && ! grep -q ready "$TMPDIR/dws.log"; do sleep 0.1; done
    fluxj jobtap load dws-jobtap.so
    job=$(fluxj submit -S dw="#DW jobdw type=xfs capacity=10GiB name=scratch" true)
    fluxj job wait-event --quiet "$job" release
    sh "$0" rehearsal "$fj_root" dws rabbit jobs -- rabbit check -- rabbit why "$job" -- rabbit why --json "$job" \
      -- rabbitmapping -- rabbit-sim fault list -- rabbit-sim fault clear || exit
    fluxj job wait-event --quiet "$job" clean
    exit
    ;;
esac
fj_program=record-aot
if [ "$1" = rehearsal ]; then
  fj_root=$2
  fj_rehearsed=$3
  shift 3
  . "$fj_root/bin/launch.sh"
  fj_recording=$FLUXJ_RECORD
  launch "$fj_rehearsed" fluxj.cli.main.Rehearsal "$@"
fi
fj_root=$1
. "$fj_root/bin/launch.sh"
unset PMI_FD PMI_RANK PMI_SIZE FLUX_URI FLUX_START_URI FLUX_CONF_DIR FLUXJ_JVM_FLAGS

rm -f "$fj_root/lib/java-home" "$fj_root"/lib/*.aot
find_java
echo "${fj_java%/bin/java}" >"$fj_root/lib/java-home"
# A cache knows its jars by order, size and time: they get the time that they will have when unpacked.
find "$fj_root/lib" -type f -exec touch -d "$2" {} +

# Seconds that one recording may take.
limit=120

scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT

# $1: name of the cache, the rest: the command that starts an instance in which something is recorded.
record() {
  fj_kind=$1
  shift
  if ! recorded "$@" >"$scratch/log" 2>&1 </dev/null || [ ! -s "$scratch/$fj_kind.aot" ]; then
    echo "warning: no AOT cache for $fj_kind; it will start more slowly:" >&2
    grep -v JAVA_TOOL_OPTIONS "$scratch/log" | tail -n 5 >&2
    return
  fi
  mv "$scratch/$fj_kind.aot" "$fj_root/lib/$fj_kind.aot"
}

recorded() (
  export TMPDIR="$scratch"
  # For whoever is to be recorded, which is not the command that is started here.
  export FLUXJ_RECORD="-XX:AOTCacheOutput=$scratch/$fj_kind.aot"
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

# The broker in the middle of three has a parent and a child, and the modules of a follower.
record broker fluxj.cli.main.Main start -s3 -Stbon.topo=kary:1 --test-exit-timeout=${limit}s \
  "--wrap=sh,$0,1" \
  sh -c "PATH=$fj_root/bin:\$PATH; fluxj ping --count=2 --interval=0 1 && fluxj exec -r 1 env -u FLUXJ_JVM_FLAGS fluxj kvs put b=1 &&
    fluxj run -N3 --tasks-per-node=2 sh '$0' task"
# Rank 0 of two with the KVS in its modules and a database, and so many jobs that the methods are known by then which
# the JVM compiles first next time.
record leader fluxj.cli.main.Main start -s2 --test-exit-timeout=${limit}s \
  "--wrap=sh,$0,0" \
  sh -c "PATH=$fj_root/bin:\$PATH; unset FLUXJ_JVM_FLAGS; fluxj ping --count=2 --interval=0 1 && fluxj kvs put --sync a.b=1 c=2 &&
    fluxj kvs put --append c=3 && fluxj kvs get --watch --count=1 c && fluxj kvs dir -R && fluxj exec -r 0 true &&
    fluxj submit --quiet --cc=1-1000 --setattr=exec.test.run_duration=1ms --wait true &&
    fluxj submit --quiet --cc=1-300 --wait true && fluxj jobs -a && fluxj run -N2 --tasks-per-node=4 sh '$0' task"
# What is typed most has a cache of its own, because a JVM loads all classes of its cache.
record run fluxj.cli.main.Main start -s2 \
  sh "$0" rehearsal "$fj_root" cli run -n2 true -- submit true -- run -l hostname
# Many commands in one JVM.
record cli fluxj.cli.main.Main start -s2 \
  sh "$0" rehearsal "$fj_root" cli version -- help -- getattr rank -- lsattr -- ping --count=2 --interval=0 1 \
  -- module list -- kvs put a.b=1 -- kvs get a.b -- kvs ls -- kvs dir -R \
  -- run -n2 true -- submit --cc=1-2 --wait true -- jobs -a -- resource list -- queue status -- cancel --all \
  -- overlay status -- exec -r all true -- dmesg -- uptime -- start -s1 -Sbroker.rc1_path= -Sbroker.rc3_path= true
# What talks to Kubernetes has its client besides, and a cache that knows it.
record dws fluxj.cli.main.Main start sh "$0" rabbits "$fj_root"
