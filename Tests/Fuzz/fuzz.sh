#!/usr/bin/env bash
# Feeds arbitrary bytes to one of the targets beside this script through libFuzzer and the address sanitizer:
#
#   Tests/Fuzz/fuzz.sh Roster 60
#
# runs FuzzRoster.swift for 60 seconds, from the inputs in corpus/Roster; `all` in place of a target runs each, two at a
# time; `compile` only compiles what all of them share. Ends non-zero at the first input that crashes, hangs or takes
# more than 1 GB; that input stays in .build/fuzz as <target>-crash-*, -timeout-* or -oom-*. What it was belongs into
# the tests' tables, and its input, if small, into the corpus.
#
# The modules are compiled here rather than by the package: the product's must not carry sanitizers.
set -euo pipefail
cd "$(dirname "$0")/../.."
target=$1 seconds=${2:-60}
case $target in
Head | Chunked | Multipart | URLEncoded) modules='LiaisonSystem LiaisonText LiaisonHTTP' ;;
Roster) modules='LiaisonSystem LiaisonText LiaisonCodes LiaisonStore LiaisonRoster' ;;
LedgerLine) modules='LiaisonSystem LiaisonText LiaisonPhotos LiaisonCodes LiaisonStore LiaisonJournal LiaisonCases' ;;
Photos) modules='LiaisonSystem LiaisonPhotos' ;;
Mail) modules='LiaisonSystem LiaisonText LiaisonCodes LiaisonWording LiaisonMail' ;;
all | compile) modules='LiaisonSystem LiaisonText LiaisonHTTP LiaisonPhotos LiaisonCodes LiaisonStore LiaisonRoster LiaisonJournal LiaisonCases
    LiaisonWording LiaisonMail' ;;
*)
    echo "there is no target $target" >&2
    exit 2
    ;;
esac
out=.build/fuzz
mkdir -p "$out"
# Whether what was made of a folder of sources is older than they are, or isn't there.
is_older() { [ ! -e "$1" ] || [ -n "$(find "$2" -newer "$1" -print -quit)" ]; }
flags=(-sanitize=fuzzer,address -O -g -swift-version 6 -package-name liaison -enable-testing -parse-as-library
    -enable-upcoming-feature ExistentialAny -I "$out" -Xcc -fmodule-map-file="$out/module.modulemap")

shims='CLinux CSHA256 CAssets'
# Once: targets that run side by side share it.
[ -e "$out/module.modulemap" ] || for shim in $shims; do
    printf 'module %s { header "%s/Sources/%s/include/%s.h" export * }\n' "$shim" "$PWD" "$shim" "$shim"
done >"$out/module.modulemap"
objects=()
for shim in $shims; do
    objects+=("$out/$shim.o")
    if is_older "$out/$shim.o" "Sources/$shim"; then
        clang -g -O1 -fsanitize=address -c "Sources/$shim/$shim.c" -o "$out/$shim.o" -I "Sources/$shim/include"
    fi
done
is_stale=
for module in $modules; do
    objects+=("$out/$module.o")
    # What stands above a module that was compiled anew is compiled anew too.
    if [ -n "$is_stale" ] || is_older "$out/$module.o" "Sources/$module"; then
        is_stale=yes
        mapfile -t sources < <(find "Sources/$module" -name '*.swift')
        swiftc "${flags[@]}" -whole-module-optimization -emit-module \
            -emit-module-path "$out/$module.swiftmodule" -module-name "$module" \
            -c "${sources[@]}" -o "$out/$module.o"
    fi
done
[ "$target" != compile ] || exit 0
if [ "$target" = all ]; then
    printf '%s\n' Head Chunked Multipart URLEncoded Roster LedgerLine Photos Mail | xargs -P 2 -I TARGET \
        sh -c 'Tests/Fuzz/fuzz.sh "$1" "$2" >"$3/$1.log" 2>&1; status=$?; tail -n 12 "$3/$1.log"; exit $status' \
        fuzz TARGET "$seconds" "$out"
    exit
fi
swiftc "${flags[@]}" "Tests/Fuzz/Fuzz$target.swift" "${objects[@]}" -o "$out/$target"
mkdir -p "$out/found-$target"
# The runtime's own backtrace would hide the input that libFuzzer wants to save.
SWIFT_BACKTRACE=enable=no "$out/$target" -max_total_time="$seconds" -max_len=4096 -timeout=10 \
    -rss_limit_mb=1024 -artifact_prefix="$out/$target-" -print_final_stats=1 \
    "$out/found-$target" "Tests/Fuzz/corpus/$target"
