#!/bin/sh
# Makes portolan-VERSION-OS-ARCH.tar.gz: the command, a runtime of its own, completion scripts. Called by
# ./mvnw -Pdist package with the JDK to take the runtime from, the directory of the build, and the version.
set -eu
jdk=$1 target=$2 version=$3
launcher=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)

# What the command uses of the JDK: its HTTP client, TLS with elliptic curves, logging, and what Jackson and
# picocli refer to. DNS and proxies need no module of their own.
modules=java.base,java.logging,java.net.http,java.xml,java.sql,jdk.crypto.ec,jdk.unsupported

os=$(uname -s | tr '[:upper:]' '[:lower:]')
arch=$(uname -m)
name=portolan-$version-$os-$arch
home=$target/dist/$name
rm -rf "$target/dist/$name" "$target/$name.tar.gz"
mkdir -p "$home/bin" "$home/lib" "$home/cache" "$home/completion"

"$jdk/bin/jlink" --add-modules "$modules" --strip-debug --no-header-files --no-man-pages --output "$home/runtime"
# The classes of the runtime itself, in the form that the JVM maps at once.
"$home/runtime/bin/java" -XX:+UseSerialGC -Xshare:dump >/dev/null 2>&1 || echo "no archive of the runtime's classes" >&2

cp "$target"/dist/lib/*.jar "$target/portolan-cli.jar" "$launcher/run.sh" "$home/lib/"
cp "$launcher/bin-portolan.sh" "$home/bin/portolan"
chmod 755 "$home/bin/portolan"
cp "$launcher/../../../../LICENSE" "$home/"

for shell in bash zsh fish; do
    "$home/runtime/bin/java" -cp "$home/lib/portolan-cli.jar" dev.portolan.cli.Main completion "$shell" \
        >"$home/completion/portolan.$shell"
done
(cd "$target/dist" && tar -czf "../$name.tar.gz" --owner=0 --group=0 --numeric-owner "$name")
echo "$target/$name.tar.gz"
