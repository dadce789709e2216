#!/bin/sh
# Unpacks the archive of ./mvnw -Pdist package in a new directory and uses it as someone without a JDK would.
# Usage: check-dist.sh ARCHIVE
set -eu
archive=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/a directory"
tar -xzf "$archive" -C "$work/a directory"
portolan=$(echo "$work/a directory"/*/bin/portolan)
ln -s "$portolan" "$work/portolan"

try() {
    env -i PATH=/usr/bin:/bin HOME="$work" LC_ALL=xx_XX.UTF-8 "$work/portolan" "$@"
}

try --version | grep -q '^portolan [0-9]'
try demo | grep -q 'Imported the tar into another registry'
: >"$work/naïve.txt"
(cd "$work" && try push oci-layout:store:v1 naïve.txt && try inspect oci-layout:store:v1) 2>&1 | grep -q "title=naïve.txt"
for shell in bash zsh fish; do
    test -s "$(dirname "$portolan")/../completion/portolan.$shell"
done
test -s "$(echo "$(dirname "$portolan")"/../cache/*.jsa)" || { echo "there is no archive of classes" >&2; exit 1; }
echo "$archive works"
