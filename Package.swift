// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target is held to the same language mode; warnings are made errors in CI, not here, so
/// that a newer toolchain's new warning never stops a county office from building.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
]

/// A module of Liaison, under `Sources/<name>`.
func module(_ name: String, _ dependencies: [String] = []) -> Target {
    .target(
        name: name, dependencies: dependencies.map { .byName(name: $0) }, swiftSettings: settings)
}

/// A program of Liaison, under `Sources/<name>`.
func program(_ name: String, _ dependencies: [String]) -> Target {
    .executableTarget(
        name: name, dependencies: dependencies.map { .byName(name: $0) }, swiftSettings: settings)
}

/// The test target of one module, under `Tests/<name>Tests`.
func tests(_ name: String, _ dependencies: [String] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: ([name] + dependencies).map { .byName(name: $0) },
        swiftSettings: settings)
}

let package = Package(
    name: "liaison",
    products: [
        .executable(name: "liaison", targets: ["liaison"]),
        .executable(name: "liaison-remote", targets: ["liaison-remote"]),
        .executable(name: "liaison-bench", targets: ["liaison-bench"]),
    ],
    targets: [
        // The C side: headers, and the shims that Swift can't express.
        .target(name: "CLinux"),
        .target(name: "CSHA256"),
        .target(name: "CAssets"),
        .systemLibrary(name: "CQRencode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
        .systemLibrary(name: "CPNGLibrary", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
        .target(name: "CPNG", dependencies: ["CPNGLibrary"]),

        // The machine.
        module("LiaisonSystem", ["CAssets", "CLinux", "CSHA256"]),
        module("LiaisonText", ["LiaisonSystem"]),
        module("LiaisonHTTP", ["LiaisonSystem", "LiaisonText"]),
        module("LiaisonPhotos", ["LiaisonSystem"]),

        // The domain. What makes a line durable is the journal, which knows no case; what the lines say are the cases, and
        // the records beside them.
        module("LiaisonCodes", ["LiaisonSystem"]),
        module("LiaisonStore", ["LiaisonCodes", "LiaisonSystem"]),
        module(
            "LiaisonRoster",
            ["CAssets", "CLinux", "LiaisonCodes", "LiaisonStore", "LiaisonSystem", "LiaisonText"]),
        module(
            "LiaisonJournal",
            ["CLinux", "LiaisonCodes", "LiaisonPhotos", "LiaisonStore", "LiaisonSystem", "LiaisonText"]),
        module(
            "LiaisonCases",
            [
                "LiaisonCodes", "LiaisonJournal", "LiaisonPhotos", "LiaisonStore", "LiaisonSystem",
                "LiaisonText",
            ]),
        module(
            "LiaisonRecords",
            [
                "LiaisonCases", "LiaisonCodes", "LiaisonJournal", "LiaisonPhotos", "LiaisonRoster",
                "LiaisonStore", "LiaisonSystem", "LiaisonText",
            ]),
        module(
            "LiaisonReports",
            [
                "LiaisonCases", "LiaisonCodes", "LiaisonRecords", "LiaisonSystem", "LiaisonText",
                "LiaisonWording",
            ]),
        module("LiaisonQR", ["CPNG", "CQRencode", "LiaisonCodes", "LiaisonSystem"]),
        module(
            "LiaisonPosters", ["LiaisonCodes", "LiaisonQR", "LiaisonSystem", "LiaisonText", "LiaisonWording"]),
        module("LiaisonMail", ["CLinux", "LiaisonCodes", "LiaisonSystem", "LiaisonText", "LiaisonWording"]),

        // What an installation has, and how it speaks.
        module("LiaisonWording", ["CAssets", "LiaisonCodes", "LiaisonSystem", "LiaisonText"]),
        module(
            "LiaisonInstallation",
            ["CAssets", "LiaisonCodes", "LiaisonStore", "LiaisonSystem", "LiaisonText"]),

        // Who hears of what, and when.
        module(
            "LiaisonNews",
            [
                "LiaisonCases", "LiaisonCodes", "LiaisonInstallation", "LiaisonJournal", "LiaisonRecords",
                "LiaisonRoster", "LiaisonStore", "LiaisonSystem", "LiaisonText", "LiaisonWording",
            ]),

        module(
            "LiaisonBackup",
            [
                "CLinux", "LiaisonCases", "LiaisonCodes", "LiaisonInstallation", "LiaisonJournal",
                "LiaisonNews", "LiaisonRecords", "LiaisonRoster", "LiaisonStore", "LiaisonSystem",
                "LiaisonText",
            ]),

        // The desk: what staff may see and do.
        module(
            "LiaisonDesk",
            [
                "CLinux", "LiaisonCases", "LiaisonCodes", "LiaisonInstallation", "LiaisonJournal",
                "LiaisonMail", "LiaisonNews", "LiaisonPhotos", "LiaisonPosters", "LiaisonQR",
                "LiaisonRecords", "LiaisonReports", "LiaisonRoster", "LiaisonStore", "LiaisonSystem",
                "LiaisonText", "LiaisonWording",
            ]),

        // The edges.
        module(
            "LiaisonWeb",
            [
                "LiaisonCases", "LiaisonCodes", "LiaisonDesk", "LiaisonHTTP", "LiaisonInstallation",
                "LiaisonJournal", "LiaisonMail", "LiaisonNews", "LiaisonPhotos", "LiaisonPosters",
                "LiaisonQR", "LiaisonRecords", "LiaisonReports", "LiaisonRoster", "LiaisonStore",
                "LiaisonSystem",
                "LiaisonText", "LiaisonWording",
            ]),
        module(
            "LiaisonClient",
            ["CLinux", "LiaisonCodes", "LiaisonMail", "LiaisonSystem", "LiaisonText", "LiaisonWording"]),
        module(
            "LiaisonService",
            [
                "LiaisonCases", "LiaisonCodes", "LiaisonDesk", "LiaisonHTTP", "LiaisonInstallation",
                "LiaisonJournal", "LiaisonNews", "LiaisonStore", "LiaisonSystem", "LiaisonWeb",
            ]),
        module(
            "LiaisonCommands",
            [
                "LiaisonBackup", "LiaisonCases", "LiaisonClient", "LiaisonCodes", "LiaisonDesk",
                "LiaisonHTTP", "LiaisonInstallation", "LiaisonJournal", "LiaisonMail", "LiaisonNews",
                "LiaisonPosters", "LiaisonQR", "LiaisonRecords", "LiaisonReports", "LiaisonRoster",
                "LiaisonService", "LiaisonStore", "LiaisonSystem", "LiaisonText", "LiaisonWeb",
                "LiaisonWording",
            ]),
        .plugin(name: "StampCommit", capability: .buildTool(), path: "Sources/StampCommit"),
        .target(name: "LiaisonBuild", swiftSettings: settings, plugins: ["StampCommit"]),
        program("liaison", ["LiaisonBuild", "LiaisonCommands"]),
        program("liaison-remote", ["LiaisonBuild", "LiaisonClient", "LiaisonCommands"]),
        program(
            "liaison-bench",
            [
                "LiaisonCases", "LiaisonCodes", "LiaisonHTTP", "LiaisonInstallation", "LiaisonJournal",
                "LiaisonQR", "LiaisonRoster", "LiaisonStore", "LiaisonSystem", "LiaisonText",
            ]),

        // What the tests of several modules share.
        .target(
            name: "TestSupport", dependencies: ["LiaisonSystem"], path: "Tests/TestSupport",
            swiftSettings: settings),

        tests("LiaisonSystem"),
        tests("LiaisonText"),
        tests("LiaisonHTTP", ["LiaisonSystem", "LiaisonText"]),
        tests("LiaisonPhotos", ["LiaisonSystem"]),
        tests("LiaisonCodes"),
        tests("LiaisonRoster", ["LiaisonCodes", "LiaisonStore", "LiaisonSystem"]),
        tests(
            "LiaisonJournal", ["LiaisonCodes", "LiaisonStore", "LiaisonSystem", "LiaisonText", "TestSupport"]),
        tests(
            "LiaisonCases",
            [
                "LiaisonCodes", "LiaisonJournal", "LiaisonPhotos", "LiaisonStore", "LiaisonSystem",
                "LiaisonText",
                "TestSupport",
            ]),
        tests(
            "LiaisonRecords",
            [
                "LiaisonCases", "LiaisonCodes", "LiaisonJournal", "LiaisonPhotos", "LiaisonRoster",
                "LiaisonStore", "LiaisonSystem", "LiaisonText", "TestSupport",
            ]),
        tests(
            "LiaisonReports",
            [
                "LiaisonCases", "LiaisonCodes", "LiaisonRecords", "LiaisonSystem", "LiaisonText",
                "LiaisonWording",
            ]),
        tests(
            "LiaisonNews",
            [
                "LiaisonCases", "LiaisonCodes", "LiaisonInstallation", "LiaisonJournal", "LiaisonRecords",
                "LiaisonRoster", "LiaisonStore", "LiaisonSystem", "LiaisonText", "TestSupport",
            ]),
        tests("LiaisonQR", ["LiaisonCodes", "LiaisonSystem", "TestSupport"]),
        tests(
            "LiaisonPosters", ["LiaisonCodes", "LiaisonQR", "LiaisonSystem", "LiaisonWording", "TestSupport"]),
        tests(
            "LiaisonMail",
            ["LiaisonCodes", "LiaisonSystem", "LiaisonText", "LiaisonWording", "TestSupport"]),
        tests("LiaisonWording", ["LiaisonCodes", "LiaisonSystem", "LiaisonText"]),
        tests(
            "LiaisonBackup",
            [
                "LiaisonCases", "LiaisonCodes", "LiaisonInstallation", "LiaisonPhotos", "LiaisonRoster",
                "LiaisonStore", "LiaisonSystem", "LiaisonText",
            ]),
        tests(
            "LiaisonInstallation",
            ["LiaisonCodes", "LiaisonStore", "LiaisonSystem", "LiaisonText", "TestSupport"]),
        tests(
            "LiaisonWeb",
            [
                "LiaisonCases", "LiaisonCodes", "LiaisonDesk", "LiaisonHTTP", "LiaisonInstallation",
                "LiaisonJournal", "LiaisonNews", "LiaisonQR", "LiaisonRecords", "LiaisonReports",
                "LiaisonRoster", "LiaisonStore", "LiaisonSystem", "LiaisonText", "LiaisonWording",
                "TestSupport",
            ]),
        tests("LiaisonService", ["LiaisonSystem"]),
        tests(
            "LiaisonClient",
            ["LiaisonCodes", "LiaisonMail", "LiaisonSystem", "LiaisonText", "TestSupport"]),
        tests(
            "LiaisonCommands",
            [
                "LiaisonCases", "LiaisonClient", "LiaisonCodes", "LiaisonDesk", "LiaisonMail",
                "LiaisonRoster", "LiaisonStore", "LiaisonSystem", "LiaisonText", "LiaisonWording",
                "TestSupport",
            ]),
        .testTarget(
            name: "EndToEndTests",
            dependencies: ["liaison", "liaison-remote", "LiaisonSystem", "LiaisonText", "TestSupport"],
            swiftSettings: settings),
    ]
)

// `LIAISON_TESTS="LiaisonCases LiaisonHTTP"` leaves only these modules' tests and what they need to be built: a minute
// of a contributor's time, and of the thread sanitizer's, instead of five.
if let chosen = Context.environment["LIAISON_TESTS"] {
    var open = chosen.split(separator: " ").map { "\($0)Tests" }
    var kept: Set<String> = []
    while let name = open.popLast() {
        guard let target = package.targets.first(where: { $0.name == name }) else {
            fatalError("LIAISON_TESTS: there is no target \(name)")
        }
        guard kept.insert(name).inserted else { continue }
        for case .byNameItem(let needed, _) in target.dependencies { open.append(needed) }
        for case .plugin(let needed, _) in target.plugins ?? [] { open.append(needed) }
    }
    package.targets.removeAll { !kept.contains($0.name) }
    package.products.removeAll()
}
