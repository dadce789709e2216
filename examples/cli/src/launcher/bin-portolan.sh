#!/bin/sh
# Starts the portolan command of the installed archive, with the runtime that it brings.
# JAVA_OPTS and PORTOLAN_JAVA_OPTS go to the JVM.
set -eu

self=$0
while [ -L "$self" ]; do
    link=$(readlink "$self")
    case $link in
        /*) self=$link ;;
        *) self=${self%/*}/$link ;;
    esac
done
case $self in
    */*) home=$(CDPATH='' cd -- "${self%/*}/.." && pwd -P) ;;
    *) home=$(CDPATH='' cd -- .. && pwd -P) ;;
esac

java=$home/runtime/bin/java jars=$home/lib cache=$home/cache
# An installation that belongs to someone else: each user has an archive of classes.
if [ ! -w "$cache" ]; then
    cache=${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/portolan
    mkdir -p "$cache" 2>/dev/null || cache=$home/cache
fi
. "$home/lib/run.sh"
run "$@"
