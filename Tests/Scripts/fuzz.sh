#!/usr/bin/env bash
# Feeds arbitrary bytes to one of the targets in Tests/Fuzz through libFuzzer and the address sanitizer:
#
#   Tests/Scripts/fuzz.sh Roster 60 Tests/Samples/bad Tests/Samples/encodings
#
# runs the target RosterFuzz.swift for 60 seconds, starting from the files in the directories named. Ends
# non-zero at the first input that crashes, hangs or takes more than 1 GB; that input stays in the working
# directory as crash-*, timeout-* or oom-*. The program is built in .build-fuzz, from a package of its own:
# the product's must not carry sanitizers.
set -euo pipefail
name=$1 seconds=$2
shift 2
root=$(cd "$(dirname "$0")/../.." && pwd)
build="$root/.build-fuzz"
modules=(CLinux LiaisonSystem LiaisonText LiaisonCodes)
[ "$name" = Roster ] && modules+=(LiaisonRoster)

rm -rf "$build/Sources" "$build/assets"
mkdir -p "$build/Sources/fuzz" "$build/corpus-$name"
cp -r "$root/assets" "$build/assets"
for module in "${modules[@]}"; do cp -r "$root/Sources/$module" "$build/Sources/"; done
cp "$root/Tests/Fuzz/FuzzMain.swift" "$root/Tests/Fuzz/${name}Fuzz.swift" "$build/Sources/fuzz/"

cat > "$build/Package.swift" <<'END'
// swift-tools-version: 6.2
import Foundation
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6), .enableUpcomingFeature("ExistentialAny"),
    .unsafeFlags(["-sanitize=fuzzer,address"]),
]
let embedded = ["LiaisonRoster": ["sample/stations.csv", "sample/deputies.csv"]]
let sources = Context.packageDirectory + "/Sources"
let modules = try FileManager.default.contentsOfDirectory(atPath: sources)
    .filter { $0.hasPrefix("Liaison") }
let order = ["LiaisonSystem", "LiaisonText", "LiaisonCodes", "LiaisonRoster"].filter(modules.contains)
let package = Package(
    name: "fuzz",
    targets: [.target(name: "CLinux")]
        + order.enumerated().map { index, name in
            .target(
                name: name, dependencies: (["CLinux"] + order[..<index]).map { .byName(name: $0) },
                resources: (embedded[name] ?? []).map { .embedInCode("../../assets/\($0)") },
                swiftSettings: settings)
        } + [
            .executableTarget(
                name: "fuzz", dependencies: (["CLinux"] + order).map { .byName(name: $0) },
                swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])],
                linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address"])])
        ])
END

# gold, the default, trips over the sanitizer's debugging information.
swift build --package-path "$build" -c release --product fuzz -Xswiftc -use-ld=lld
# The runtime's own backtrace would hide the input that libFuzzer wants to save.
SWIFT_BACKTRACE=enable=no "$build/.build/release/fuzz" -max_total_time="$seconds" -max_len=2000 -timeout=10 \
    -rss_limit_mb=1024 -print_final_stats=1 "$build/corpus-$name" "$@"
