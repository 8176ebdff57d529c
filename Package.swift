// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target is held to the same language mode; warnings are made errors in CI, not here, so
/// that a newer toolchain's new warning never stops a county office from building.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
]

/// A module of Liaison, under `Sources/<name>`.
func module(_ name: String, _ dependencies: [String] = [], resources: [Resource] = []) -> Target {
    .target(
        name: name, dependencies: dependencies.map { .byName(name: $0) }, resources: resources,
        swiftSettings: settings)
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
        .systemLibrary(name: "CQRencode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
        .systemLibrary(name: "CPNGLibrary", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
        .target(name: "CPNG", dependencies: ["CPNGLibrary"]),

        // The machine.
        module("LiaisonSystem", ["CLinux", "CSHA256"]),
        module("LiaisonText", ["LiaisonSystem"]),
        module("LiaisonHTTP", ["LiaisonSystem", "LiaisonText"]),
        module("LiaisonPhotos", ["LiaisonSystem"]),

        // The domain.
        module("LiaisonCodes", ["LiaisonSystem"]),
        module(
            "LiaisonRoster", ["CLinux", "LiaisonCodes", "LiaisonSystem", "LiaisonText"],
            resources: [
                .embedInCode("../../assets/sample/stations.csv"),
                .embedInCode("../../assets/sample/deputies.csv"),
            ]),
        module("LiaisonLedger", ["LiaisonCodes", "LiaisonPhotos", "LiaisonSystem", "LiaisonText"]),
        module(
            "LiaisonReports",
            ["LiaisonCodes", "LiaisonLedger", "LiaisonSystem", "LiaisonText", "LiaisonWording"]),
        module("LiaisonQR", ["CPNG", "CQRencode", "LiaisonCodes", "LiaisonSystem"]),
        module(
            "LiaisonPosters", ["LiaisonCodes", "LiaisonQR", "LiaisonSystem", "LiaisonText", "LiaisonWording"]),
        module("LiaisonMail", ["CLinux", "LiaisonCodes", "LiaisonSystem", "LiaisonText", "LiaisonWording"]),

        // What an installation has, and how it speaks.
        module(
            "LiaisonWording", ["LiaisonText"],
            resources: [
                .embedInCode("../../assets/site.css"),
                .embedInCode("../../assets/posters.css"),
                .embedInCode("../../assets/wording/pages.zh-Hans.txt"),
                .embedInCode("../../assets/wording/pages.en.txt"),
                .embedInCode("../../assets/wording/commands.zh-Hans.txt"),
                .embedInCode("../../assets/wording/commands.en.txt"),
                .embedInCode("../../assets/wording/posters.zh-Hans.txt"),
                .embedInCode("../../assets/wording/posters.en.txt"),
                .embedInCode("../../assets/wording/reports.zh-Hans.txt"),
                .embedInCode("../../assets/wording/reports.en.txt"),
                .embedInCode("../../assets/reports.css"),
                .embedInCode("../../assets/words.txt"),
            ]),
        module(
            "LiaisonInstallation", ["LiaisonCodes", "LiaisonSystem", "LiaisonText"],
            resources: [
                .embedInCode("../../assets/liaison.conf"), .embedInCode("../../assets/calendar.txt"),
            ]),

        module(
            "LiaisonBackup", ["CLinux", "LiaisonCodes", "LiaisonLedger", "LiaisonSystem", "LiaisonText"]),

        // The edges.
        module(
            "LiaisonWeb",
            [
                "LiaisonCodes", "LiaisonHTTP", "LiaisonInstallation", "LiaisonLedger", "LiaisonMail",
                "LiaisonPhotos", "LiaisonQR", "LiaisonReports", "LiaisonRoster", "LiaisonSystem",
                "LiaisonText",
                "LiaisonWording",
            ]),
        module(
            "LiaisonClient",
            ["CLinux", "LiaisonCodes", "LiaisonMail", "LiaisonSystem", "LiaisonText", "LiaisonWording"]),
        module(
            "LiaisonCommands",
            [
                "LiaisonBackup", "LiaisonClient", "LiaisonCodes", "LiaisonHTTP", "LiaisonInstallation",
                "LiaisonLedger",
                "LiaisonMail",
                "LiaisonPosters", "LiaisonQR", "LiaisonReports", "LiaisonRoster", "LiaisonSystem",
                "LiaisonText", "LiaisonWeb",
                "LiaisonWording",
            ]),
        .plugin(name: "StampCommit", capability: .buildTool(), path: "Sources/StampCommit"),
        .target(name: "LiaisonBuild", swiftSettings: settings, plugins: ["StampCommit"]),
        program("liaison", ["LiaisonBuild", "LiaisonCommands"]),
        program("liaison-remote", ["LiaisonBuild", "LiaisonClient", "LiaisonCommands"]),
        program(
            "liaison-bench",
            [
                "LiaisonCodes", "LiaisonHTTP", "LiaisonInstallation", "LiaisonLedger", "LiaisonQR",
                "LiaisonRoster", "LiaisonSystem", "LiaisonText",
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
        tests("LiaisonRoster", ["LiaisonCodes", "LiaisonSystem"]),
        tests("LiaisonLedger", ["LiaisonCodes", "LiaisonPhotos", "LiaisonSystem", "LiaisonText"]),
        tests(
            "LiaisonReports",
            ["LiaisonCodes", "LiaisonLedger", "LiaisonSystem", "LiaisonText", "LiaisonWording"]),
        tests("LiaisonQR", ["LiaisonCodes", "LiaisonSystem", "TestSupport"]),
        tests(
            "LiaisonPosters", ["LiaisonCodes", "LiaisonQR", "LiaisonSystem", "LiaisonWording", "TestSupport"]),
        tests(
            "LiaisonMail",
            ["LiaisonCodes", "LiaisonSystem", "LiaisonText", "LiaisonWording", "TestSupport"]),
        tests("LiaisonWording", ["LiaisonSystem", "LiaisonText"]),
        tests("LiaisonBackup", ["LiaisonCodes", "LiaisonLedger", "LiaisonSystem", "LiaisonText"]),
        tests("LiaisonInstallation", ["LiaisonCodes", "LiaisonSystem"]),
        tests(
            "LiaisonWeb",
            [
                "LiaisonCodes", "LiaisonHTTP", "LiaisonInstallation", "LiaisonLedger", "LiaisonQR",
                "LiaisonRoster", "LiaisonSystem", "LiaisonText", "LiaisonWording",
            ]),
        tests(
            "LiaisonClient",
            ["LiaisonCodes", "LiaisonMail", "LiaisonSystem", "LiaisonText", "TestSupport"]),
        tests(
            "LiaisonCommands",
            [
                "LiaisonClient", "LiaisonCodes", "LiaisonLedger", "LiaisonMail", "LiaisonRoster",
                "LiaisonSystem", "LiaisonText", "TestSupport",
            ]),
        .testTarget(
            name: "EndToEndTests",
            dependencies: ["liaison", "liaison-remote", "LiaisonSystem", "LiaisonText"],
            swiftSettings: settings),
    ]
)
