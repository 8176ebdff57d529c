#!/bin/sh
# Builds a fuzz target of LiaisonHTTP with libFuzzer and the address sanitizer, and runs it for a while.
#
# usage: Tests/Fuzz/fuzz-http.sh Head|Chunked|Multipart|URLEncoded [seconds]
#
# New inputs go to .build/fuzz/<target>/found; a crash leaves crash-* there. What it was belongs into the tests'
# tables, and its input, if small, into Tests/Fuzz/corpus/<target>.
set -eu
cd "$(dirname "$0")/../.."
target=$1
seconds=${2:-60}
out=.build/fuzz/$target
corpus=Tests/Fuzz/corpus/$target
mkdir -p "$out/found" "$out/objects"
flags="-sanitize=fuzzer,address -O -g -swift-version 6 -package-name liaison -enable-testing -parse-as-library
    -enable-upcoming-feature ExistentialAny -I $out -I Sources/CLinux/include"
clang -g -O1 -fsanitize=address -c Sources/CLinux/CLinux.c -o "$out/objects/CLinux.o" -I Sources/CLinux/include
[ -f Sources/CLinux/include/module.modulemap ] \
    || printf 'module CLinux { header "%s/Sources/CLinux/include/CLinux.h" export * }\n' "$PWD" >"$out/module.modulemap"
for module in LiaisonSystem LiaisonHTTP; do
    # shellcheck disable=SC2086
    swiftc $flags -whole-module-optimization -emit-module -emit-module-path "$out/$module.swiftmodule" \
        -module-name "$module" -c $(find "Sources/$module" -name '*.swift') -o "$out/objects/$module.o"
done
# shellcheck disable=SC2086
swiftc $flags "Tests/Fuzz/Fuzz$target.swift" "$out"/objects/*.o -o "$out/fuzz"
SWIFT_BACKTRACE=enable=no "$out/fuzz" -max_total_time="$seconds" -max_len=4096 -timeout=10 -rss_limit_mb=512 \
    -artifact_prefix="$out/" -print_final_stats=1 "$out/found" "$corpus"
