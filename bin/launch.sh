# What bin/fluxj and bin/flux-broker share: find a JDK, build what is missing, become java.
# Sourced with `root` set to the top folder, of a checkout or of a distribution. No command is run on
# the common path but, in a checkout, one `find`.

# A standard stream that is closed is opened the wrong way round: it fails as before, and nothing that
# is opened from here on, by the JVM least of all, is taken for it.
[ -e /proc/self/fd/0 ] || exec 0>/dev/null
[ -e /proc/self/fd/1 ] || exec 1</dev/null
[ -e /proc/self/fd/2 ] || exec 2</dev/null

# No JVM starts in a folder that was removed. The program goes back to it by descriptor 9.
removed=
if ! [ "$PWD" -ef . ]; then
  exec 9<.
  removed=-Dfluxj.removed_cwd=9
  kept=$PWD
  cd /
  PWD=$kept
  unset OLDPWD
fi

# The AOT cache to take instead of the usual one.
cache=

wanted=25

# MiB of address space without which no JVM starts.
least_space=896

complain() {
  echo "$program: $*" >&2
  exit 1
}

# True when $1 is the folder of a JDK that is new enough, by the file `release` in it.
is_new_enough() {
  [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 1
  while IFS= read -r line; do
    case $line in
      JAVA_VERSION=\"*)
        version=${line#JAVA_VERSION=\"}
        version=${version%%[!0-9]*}
        [ "${version:-0}" -ge $wanted ]
        return
        ;;
    esac
  done <"$1/release"
  return 1
}

# Sets `java`: JAVA_HOME when it is new enough, the one the AOT caches were recorded with, the one on
# PATH, then wherever JDKs are usually kept.
find_java() {
  if [ -n "${JAVA_HOME-}" ] && is_new_enough "$JAVA_HOME"; then
    java=$JAVA_HOME/bin/java
    return
  fi
  if [ -r "$root/lib/java-home" ] && IFS= read -r home <"$root/lib/java-home" && is_new_enough "$home"; then
    java=$home/bin/java
    return
  fi
  home=$(command -v java) && home=$(readlink -f "$home") && home=${home%/bin/java}
  for home in "$home" /usr/lib/jvm/* /usr/java/* /opt/java* /opt/jdk* /opt/*/jdk* \
    "${HOME-}"/.sdkman/candidates/java/* "${HOME-}"/.jdks/* "${HOME-}"/.m2/jdks/*; do
    if is_new_enough "$home"; then
      java=$home/bin/java
      return
    fi
  done
  complain "needs a JDK $wanted or newer: install one (Temurin, or your distribution's openjdk-$wanted-jdk) or set JAVA_HOME"
}

is_stale() {
  [ -e "$root/dist/target/built" ] || return 0
  [ -n "$(find "$root/pom.xml" "$root/bin" "$root"/*/pom.xml "$root"/*/src/main "$root/dist/src" \
    -newer "$root/dist/target/built" -print -quit)" ]
}

# In a checkout: builds the distribution when it is missing or older than the sources (one process builds,
# others wait), and sets `root` to it. Where nothing can be written, what is there is used.
ensure_built() {
  [ -e "$root/dist/pom.xml" ] || return 0
  if is_stale; then
    build
  fi
  root=$root/dist/target/fluxj
}

build() {
  if ! mkdir -p "$root/dist/target" 2>/dev/null || [ ! -w "$root/dist/target" ]; then
    [ -e "$root/dist/target/built" ] && return 0
    complain "$root has no distribution and cannot be written to: run mvn -DskipTests package there"
  fi
  command -v mvn >/dev/null || complain "needs Maven to build the distribution in $root"
  (
    flock 9
    is_stale || exit 0
    echo "$program: building the distribution (once; the log is dist/target/build.log)" >&2
    unset CDPATH
    cd "$root" || exit 1
    if ! mvn -B -q -Dquick -Dmaven.test.skip=true -Dskip.tarball -pl dist -am package \
      >dist/target/build.log 2>&1 9>&- </dev/null; then
      tail -n 20 dist/target/build.log >&2
      exit 1
    fi
  ) 9>"$root/dist/target/build.lock" || complain "the build in $root failed: see dist/target/build.log"
}

# Becomes a broker. Rank 0 keeps the content store and the KVS: its options and its cache are other ones
# (docs/adr/0008-startup.md). A broker that is to find its rank in a host table might be rank 0.
launch_broker() {
  case ${PMI_RANK-0} in
    0) launch leader fluxj.cli.main.BrokerMain "$@" ;;
    *) launch broker fluxj.cli.main.BrokerMain "$@" ;;
  esac
}

# Sets `memory`, the JVM's options of what it may take, in MiB by role and size: docs/adr/0008-startup.md
# has the table. FLUXJ_HEAP sets the heap. A limit of the address space (ulimit -v) leaves room for
# code, threads and libraries first.
choose_memory() {
  case $kind in
    leader)
      case ${PMI_SIZE-} in '' | *[!0-9]*) size=0 ;; *) size=$PMI_SIZE ;; esac
      heap=$((4096 + size / 4))
      ;;
    broker) heap=2048 ;;
    *) heap=4096 ;;
  esac
  if read -r _ available _ </proc/meminfo && [ $((available / 2048)) -lt $heap ]; then
    heap=$((available / 2048))
  fi
  if [ -r /sys/fs/cgroup/memory.max ] && read -r available </sys/fs/cgroup/memory.max; then
    case $available in
      *[!0-9]*) ;;
      *) [ $((available / 2097152)) -ge $heap ] || heap=$((available / 2097152)) ;;
    esac
  fi
  memory=
  space=$(ulimit -v)
  if [ "$space" != unlimited ]; then
    space=$((space / 1024))
    [ $space -ge $least_space ] ||
      complain "needs $least_space MiB of address space, and the limit is $space: raise ulimit -v"
    room=$(((space - 768) / 2))
    [ $room -ge $heap ] || heap=$room
    memory=-XX:ReservedCodeCacheSize=64m
  fi
  heap=${heap}m
  case ${FLUXJ_HEAP-} in
    '') ;;
    [0-9]*[0-9kKmMgG]) heap=$FLUXJ_HEAP ;;
    *) complain "FLUXJ_HEAP is '$FLUXJ_HEAP': set a size such as 512m or 8g" ;;
  esac
  memory="-Xmx$heap -XX:MaxDirectMemorySize=$heap $memory"
}

# Becomes java. $1 is the name of the AOT cache and of the options file, $2 the main class.
launch() {
  kind=$1
  main=$2
  shift 2
  find_java
  choose_memory
  set -- "$main" "$@"
  [ -e "$root/lib/${cache:=$kind}.aot" ] || cache=$kind
  if [ -e "$root/lib/$cache.aot" ]; then
    set -- "-XX:AOTCache=$root/lib/$cache.aot" "$@"
  fi
  # The JVM reads and writes arguments, file names and output in the encoding of its locale, which has
  # to be UTF-8. The program's own children get LC_ALL as it was.
  locale=${LC_ALL+=$LC_ALL}
  export LC_ALL=C.UTF-8
  classes=$root/lib/broker.jar
  case $kind in
    cli | dws) classes=$root/lib/$kind.jar ;;
  esac
  # Each arena of malloc that a thread takes for its own is memory that no other gets.
  arenas=
  if [ -z "${MALLOC_ARENA_MAX-}" ]; then
    arenas=-Dfluxj.malloc_arenas=2
    export MALLOC_ARENA_MAX=2
  fi
  # FLUXJ_JVM_FLAGS is split into words on purpose.
  # shellcheck disable=SC2086
  exec "$java" "@$root/bin/$kind.jvm" "-Dfluxj.home=$root" "-Djava.library.path=$root/lib/native" \
    "-Dfluxj.lc_all=$locale" $arenas $removed $memory ${signals-} -cp "$classes" ${recording-} ${FLUXJ_JVM_FLAGS-} "$@"
}
