# What bin/fluxj and bin/flux-broker share: find a JDK, build what is missing, become java.
# Sourced with `fj_root` set to the top folder, of a checkout or of a distribution. No command is run on
# the common path but, in a checkout, one `find`.
#
# Whoever calls may have exported a variable of any name, which would be changed for his program, or taken
# for ours: so those of the launchers begin with fj_.

# A standard stream that is closed is opened the wrong way round: it fails as before, and nothing that
# is opened from here on, by the JVM least of all, is taken for it.
[ -e /proc/self/fd/0 ] || exec 0>/dev/null
[ -e /proc/self/fd/1 ] || exec 1</dev/null
[ -e /proc/self/fd/2 ] || exec 2</dev/null

# No JVM starts in a folder that was removed. The program goes back to it by descriptor 9.
fj_removed=
if ! [ "$PWD" -ef . ]; then
  exec 9<.
  fj_removed=-Dfluxj.removed_cwd=9
  fj_kept=$PWD
  cd /
  PWD=$fj_kept
  unset OLDPWD
fi

# The AOT cache to take instead of the usual one.
fj_cache=

fj_wanted=25

# MiB of address space without which no JVM starts.
fj_least_space=896

complain() {
  echo "$fj_program: $*" >&2
  exit 1
}

# True when $1 is the folder of a JDK that is new enough, by the file `release` in it.
is_new_enough() {
  [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 1
  while IFS= read -r fj_line; do
    case $fj_line in
      JAVA_VERSION=\"*)
        fj_version=${fj_line#JAVA_VERSION=\"}
        fj_version=${fj_version%%[!0-9]*}
        [ "${fj_version:-0}" -ge $fj_wanted ]
        return
        ;;
    esac
  done <"$1/release"
  return 1
}

# Sets `fj_java`: JAVA_HOME when it is new enough, the one the AOT caches were recorded with, the one on
# PATH, then wherever JDKs are usually kept.
find_java() {
  if [ -n "${JAVA_HOME-}" ] && is_new_enough "$JAVA_HOME"; then
    fj_java=$JAVA_HOME/bin/java
    return
  fi
  if [ -r "$fj_root/lib/java-home" ] && IFS= read -r fj_home <"$fj_root/lib/java-home" && is_new_enough "$fj_home"; then
    fj_java=$fj_home/bin/java
    return
  fi
  fj_home=$(command -v java) && fj_home=$(readlink -f "$fj_home") && fj_home=${fj_home%/bin/java}
  for fj_home in "$fj_home" /usr/lib/jvm/* /usr/java/* /opt/java* /opt/jdk* /opt/*/jdk* \
    "${HOME-}"/.sdkman/candidates/java/* "${HOME-}"/.jdks/* "${HOME-}"/.m2/jdks/*; do
    if is_new_enough "$fj_home"; then
      fj_java=$fj_home/bin/java
      return
    fi
  done
  complain "needs a JDK $fj_wanted or newer: install one (Temurin, or your distribution's openjdk-$fj_wanted-jdk) or set JAVA_HOME"
}

is_stale() {
  [ -e "$fj_root/dist/target/built" ] || return 0
  [ -n "$(find "$fj_root/pom.xml" "$fj_root/bin" "$fj_root"/*/pom.xml "$fj_root"/*/src/main "$fj_root/dist/src" \
    -newer "$fj_root/dist/target/built" -print -quit)" ]
}

# In a checkout: builds the distribution when it is missing or older than the sources (one process builds,
# others wait), and sets `fj_root` to it. Where nothing can be written, what is there is used.
ensure_built() {
  [ -e "$fj_root/dist/pom.xml" ] || return 0
  if is_stale; then
    build
  fi
  fj_root=$fj_root/dist/target/fluxj
}

build() {
  if ! mkdir -p "$fj_root/dist/target" 2>/dev/null || [ ! -w "$fj_root/dist/target" ]; then
    [ -e "$fj_root/dist/target/built" ] && return 0
    complain "$fj_root has no distribution and cannot be written to: run mvn -DskipTests package there"
  fi
  command -v mvn >/dev/null || complain "needs Maven to build the distribution in $fj_root"
  (
    flock 9
    is_stale || exit 0
    echo "$fj_program: building the distribution (once; the log is dist/target/build.log)" >&2
    unset CDPATH
    cd "$fj_root" || exit 1
    if ! mvn -B -q -Dquick -Dmaven.test.skip=true -Dskip.tarball -pl dist -am package \
      >dist/target/build.log 2>&1 9>&- </dev/null; then
      tail -n 20 dist/target/build.log >&2
      exit 1
    fi
  ) 9>"$fj_root/dist/target/build.lock" || complain "the build in $fj_root failed: see dist/target/build.log"
}

# Becomes a broker. Rank 0 keeps the content store and the KVS: its options and its cache are other ones
# (docs/adr/0008-startup.md). A broker that is to find its rank in a host table might be rank 0.
launch_broker() {
  case ${PMI_RANK-0} in
    0) launch leader fluxj.cli.main.BrokerMain "$@" ;;
    *) launch broker fluxj.cli.main.BrokerMain "$@" ;;
  esac
}

# Sets `fj_memory`, the JVM's options of what it may take, in MiB by role and size: docs/adr/0008-startup.md
# has the table. FLUXJ_HEAP sets the heap. A limit of the address space (ulimit -v) leaves room for
# code, threads and libraries first.
choose_memory() {
  case $fj_kind in
    leader)
      case ${PMI_SIZE-} in '' | *[!0-9]*) fj_size=0 ;; *) fj_size=$PMI_SIZE ;; esac
      fj_heap=$((4096 + fj_size / 4))
      ;;
    broker) fj_heap=2048 ;;
    *) fj_heap=4096 ;;
  esac
  if read -r _ fj_available _ </proc/meminfo && [ $((fj_available / 2048)) -lt $fj_heap ]; then
    fj_heap=$((fj_available / 2048))
  fi
  if [ -r /sys/fs/cgroup/memory.max ] && read -r fj_available </sys/fs/cgroup/memory.max; then
    case $fj_available in
      *[!0-9]*) ;;
      *) [ $((fj_available / 2097152)) -ge $fj_heap ] || fj_heap=$((fj_available / 2097152)) ;;
    esac
  fi
  fj_memory=
  fj_space=$(ulimit -v)
  if [ "$fj_space" != unlimited ]; then
    fj_space=$((fj_space / 1024))
    [ $fj_space -ge $fj_least_space ] ||
      complain "needs $fj_least_space MiB of address space, and the limit is $fj_space: raise ulimit -v"
    fj_room=$(((fj_space - 768) / 2))
    [ $fj_room -ge $fj_heap ] || fj_heap=$fj_room
    fj_memory=-XX:ReservedCodeCacheSize=64m
  fi
  fj_heap=${fj_heap}m
  case ${FLUXJ_HEAP-} in
    '') ;;
    [0-9]*[0-9kKmMgG]) fj_heap=$FLUXJ_HEAP ;;
    *) complain "FLUXJ_HEAP is '$FLUXJ_HEAP': set a size such as 512m or 8g" ;;
  esac
  fj_memory="-Xmx$fj_heap -XX:MaxDirectMemorySize=$fj_heap $fj_memory"
}

# Becomes java. $1 is the name of the AOT cache and of the options file, $2 the main class.
launch() {
  fj_kind=$1
  fj_main=$2
  shift 2
  find_java
  choose_memory
  set -- "$fj_main" "$@"
  [ -e "$fj_root/lib/${fj_cache:=$fj_kind}.aot" ] || fj_cache=$fj_kind
  if [ -e "$fj_root/lib/$fj_cache.aot" ]; then
    set -- "-XX:AOTCache=$fj_root/lib/$fj_cache.aot" "$@"
  fi
  # The JVM reads and writes arguments, file names and output in the encoding of its locale, which has
  # to be UTF-8. The program's own children get LC_ALL as it was.
  fj_locale=${LC_ALL+=$LC_ALL}
  export LC_ALL=C.UTF-8
  fj_classes=$fj_root/lib/broker.jar
  case $fj_kind in
    cli | dws) fj_classes=$fj_root/lib/$fj_kind.jar ;;
  esac
  # Each arena of malloc that a thread takes for its own is memory that no other gets.
  fj_arenas=
  if [ -z "${MALLOC_ARENA_MAX-}" ]; then
    fj_arenas=-Dfluxj.malloc_arenas=2
    export MALLOC_ARENA_MAX=2
  fi
  # FLUXJ_JVM_FLAGS is split into words on purpose.
  # shellcheck disable=SC2086
  exec "$fj_java" "@$fj_root/bin/$fj_kind.jvm" "-Dfluxj.home=$fj_root" "-Djava.library.path=$fj_root/lib/native" \
    "-Dfluxj.lc_all=$fj_locale" $fj_arenas $fj_removed $fj_memory ${fj_signals-} -cp "$fj_classes" ${fj_recording-} ${FLUXJ_JVM_FLAGS-} "$@"
}
