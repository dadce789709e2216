# The part that ./portolan and bin/portolan of the installed archive share: options of the JVM, its archive of
# classes, and the call. Expects: java, the program; jars, the directory of the jars; cache, a directory for the
# archive, which may be read-only.

# In the C locale, and in one that is not installed, JDK 17 cannot name a file beyond ASCII.
case $(locale charmap 2>/dev/null) in
    "" | ANSI* | ASCII | US-ASCII | 646) export LC_ALL=C.UTF-8 ;;
esac

# SerialGC starts fastest; a collector that the user names wins. New objects get 48 MiB, unless the user sizes the heap:
# more is slower, as the processor's caches do not hold it and the system must clear it first. The compiler C1 waits
# twice as long as usual and C2 16 times, because most commands end before their work pays off. C2 does not wait for the
# inner loops of hashes and ciphers, which take ten times as long without it: it puts the processor's own instructions
# for them into the methods that call them. The last two options set the buffer of the JDK's HTTP client, and allow Basic
# authentication with a proxy for HTTPS; both apply to the whole JVM, so only a program may set them.
jvm() {
    given=" ${JAVA_OPTS:-} ${PORTOLAN_JAVA_OPTS:-} ${JDK_JAVA_OPTIONS:-} ${JAVA_TOOL_OPTIONS:-} "
    case $given in
        *" -XX:+Use"*GC" "*) collector= ;;
        *) collector=-XX:+UseSerialGC ;;
    esac
    case $given in
        *" -Xm"* | *" -XX:"*HeapSize=* | *" -XX:"*RAMPercentage=*) heap= new= ;;
        *) heap=-Xms96m new=-Xmn48m ;;
    esac
    hashes=sun.security.provider ciphers=com.sun.crypto.provider
    for methods in $hashes.DigestBase::\* $hashes.SHA2::impl\* $hashes.SHA5::impl\* $ciphers.AESCrypt::\* \
        $ciphers.CounterMode::\* $ciphers.GCTR::\* $ciphers.GHASH::\* $ciphers.GaloisCounterMode::implGCMCrypt\* \
        $ciphers.ChaCha20Cipher::\* $ciphers.Poly1305::\*; do
        set -- "-XX:CompileCommand=CompileThresholdScaling,$methods,0.01" "$@"
    done
    ${exec-} "$java" ${collector:+"$collector"} ${heap:+"$heap" "$new"} -XX:-UsePerfData -Xlog:cds=off \
        -XX:Tier3InvocationThreshold=400 -XX:Tier3MinInvocationThreshold=200 -XX:Tier3CompileThreshold=4000 \
        -XX:Tier4InvocationThreshold=80000 -XX:Tier4MinInvocationThreshold=9600 \
        -XX:Tier4CompileThreshold=240000 -XX:Tier4BackEdgeThreshold=640000 -XX:CompileCommand=quiet \
        --enable-native-access=ALL-UNNAMED -Djdk.httpclient.bufsize=1048576 \
        -Djdk.http.auth.tunneling.disabledSchemes= "$@"
}

# Stores the classes of a run in the form that the JVM maps at once; a rehearsal uses most of them. JDK 24 and newer can
# store them linked, which saves a quarter of the time of a short command. Without the archive, starting is slower and nothing else. A dynamic archive (-XX:ArchiveClassesAtExit) would be simpler; on
# JDK 17 it leaves out picocli, whose class files are too old for it.
archive_classes() {
    [ ! -e "$archive" ] || return 0
    : >"$archive" || return 0
    {
        jvm "-XX:ErrorFile=$archive.crash" "-XX:DumpLoadedClassList=$archive.list" -cp "$jar" dev.portolan.cli.Rehearsal >/dev/null || :
        # JDK 17 crashes if the list names one lambda twice. A lambda for one of picocli's interfaces would keep that
        # interface, and all classes that implement it, out of the archive.
        awk '!/^@lambda-proxy .*Lpicocli/ && !seen[$0]++' "$archive.list" >"$archive.once" && mv "$archive.once" "$archive.list"
        jvm "-XX:ErrorFile=$archive.crash" -XX:+IgnoreUnrecognizedVMOptions -XX:+AOTClassLinking \
            -Xshare:dump "-XX:SharedClassListFile=$archive.list" \
            "-XX:SharedArchiveFile=$archive.tmp" -cp "$jar"
    } >"$cache/archive.log" 2>&1 9>&- </dev/null
    [ ! -f "$archive.tmp" ] || mv "$archive.tmp" "$archive"
}

# Runs the command with these arguments. An archive belongs to one JVM and one place of the jars.
run() {
    jar=$jars/portolan-cli.jar
    archive=$cache/classes-$({ echo "$java $jar" && ls -lL "$java"; } | cksum | tr ' ' '-').jsa
    [ -e "$archive" ] || ${locked-} archive_classes 2>/dev/null || :
    if [ -s "$archive" ]; then shared=-XX:SharedArchiveFile=$archive; else shared=-Xshare:auto; fi
    # Progress lines are for terminals, and a JVM cannot tell.
    if [ -t 2 ]; then terminal=true; else terminal=false; fi
    if [ -t 1 ]; then output=true; else output=false; fi
    exec=exec
    # shellcheck disable=SC2086 # the options of the environment are words
    jvm "$shared" "-Dportolan.terminal=$terminal" "-Dportolan.terminal.output=$output" ${JAVA_OPTS:-} ${PORTOLAN_JAVA_OPTS:-} \
        -cp "$jar" dev.portolan.cli.Main "$@"
}
