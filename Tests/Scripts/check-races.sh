#!/usr/bin/env bash
# Runs the tests of the modules with threads under the thread sanitizer.
#
# usage: Tests/Scripts/check-races.sh [--compile]
#
# With --compile it only compiles them. LIAISON_TESTS names other modules, such as LiaisonBackup, which copies stations side by side.
# Ends non-zero when a test fails or a race is reported; first it shows on two small programs that a race is found, and
# that what a contended Mutex guards is none.
set -euo pipefail
cd "$(dirname "$0")/../.."

# A build directory of its own: instrumented objects are no good to anybody else.
compile() {
    LIAISON_TESTS=${LIAISON_TESTS:-LiaisonSystem LiaisonHTTP LiaisonJournal LiaisonCases} \
        swift build --build-tests --sanitize=thread --scratch-path .build-races
}
if [ "${1:-}" = --compile ]; then
    compile
    exit
fi
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
export TSAN_OPTIONS="exitcode=66 ${TSAN_OPTIONS:-}"
clang -shared -fPIC -O1 -o "$directory/mutex.so" Tests/Scripts/tsan-mutex.c

# Two threads count to a million; $1 is what guards the count.
count() {
    cat >"$directory/count.swift" <<SWIFT
import Glibc
import Synchronization

enum Count {
    nonisolated(unsafe) static var unguarded = 0
    static let guarded = Mutex(0)
}

// Nobody's isolation but the thread's own.
nonisolated func work(_: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    for _ in 0..<500_000 { $1 }
    return nil
}

var threads = [pthread_t](repeating: 0, count: 2)
for index in 0..<2 { pthread_create(&threads[index], nil, work, nil) }
for thread in threads { pthread_join(thread, nil) }
SWIFT
    swiftc -swift-version 6 -O -sanitize=thread "$directory/count.swift" -o "$directory/count" 2>/dev/null
    LD_PRELOAD=$directory/mutex.so "$directory/count" 2>/dev/null
}

count 'Count.guarded.withLock { $0 += 1 }' || { echo 'a guarded count is reported as a race'; exit 1; }
if count 'Count.unguarded += 1'; then echo 'a race is not found'; exit 1; fi
echo 'a race is found, a contended Mutex is none'

compile
LD_PRELOAD=$directory/mutex.so .build-races/debug/liaisonPackageTests.xctest --testing-library swift-testing \
    >"$directory/log" 2>&1 || {
    grep -vE '^[◇✔]' "$directory/log" | tail -150
    exit 1
}
tail -1 "$directory/log"
