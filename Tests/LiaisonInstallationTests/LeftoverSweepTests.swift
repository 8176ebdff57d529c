import LiaisonInstallation
import LiaisonStore
import LiaisonSystem
import Testing

@Suite final class LeftoverSweepTests {
    private let parent: String
    private let directory: DataDirectory
    private let start: UInt64 = 1_000_000

    init() throws {
        parent = try Files.makeTemporaryDirectory(named: "liaison-sweep")
        directory = try DataDirectory.create(at: "\(parent)/d", settings: [:])
    }

    deinit {
        do { try Files.removeTree(parent) } catch { Issue.record(error) }
    }

    private func make(_ names: [String]) throws {
        for name in names {
            let path = "\(directory.path)/\(name)"
            try Files.makeDirectory(Files.parent(of: path))
            try Files.create(path, with: [1])
        }
    }

    /// One of each file that is replaced as a whole; the last is of a release before.
    private let leftovers =
        [
            "liaison.conf", "tokens.jsonl", "contacts.csv", "calendar.txt", "secret.sha256",
            "roster/roster.jsonl",
            "notify/state.json", "notify/queue/1.json", "notify/dead/1.json", "token-use/3f9a01c2",
            "cache/verified.json",
            "desk/3f9a01c2/used", "desk/3f9a01c2/4b/enrolled",
        ].map { "\($0).4711.0a1b2c3d.tmp" } + ["cache/YF01.extracts.0a1b2c3d.tmp"]

    @Test func removesWhatHasLainThereForAnHour() throws {
        let others = [
            "notes.tmp", "roster/a.4711.tmp", "stations/YF01/inbox/a.1.0a1b2c3d.tmp",
            "desk/3f9a01c2/4b/enrolled",
        ]
        try make(others)
        try make(leftovers)
        var sweep = LeftoverSweep(of: directory)
        try sweep.takeTurn(at: start)
        // What comes later has its own hour.
        try make(["roster/places.txt.1.00000000.tmp"])
        try sweep.takeTurn(at: start + LeftoverSweep.lifetime - 1)
        for name in leftovers { #expect(try Files.status("\(directory.path)/\(name)") != nil, "\(name)") }
        try sweep.takeTurn(at: start + LeftoverSweep.lifetime)
        for name in leftovers { #expect(try Files.status("\(directory.path)/\(name)") == nil, "\(name)") }
        for name in others + ["roster/places.txt.1.00000000.tmp"] {
            #expect(try Files.status("\(directory.path)/\(name)") != nil, "\(name)")
        }
    }

    @Test func knowsAFileThatIsWrittenNow() throws {
        let name = Files.temporaryPath(for: "roster.jsonl")
        #expect(Files.isTemporary(name))
        try make(["roster/\(name)"])
        var sweep = LeftoverSweep(of: directory)
        try sweep.takeTurn(at: start)
        try Files.remove("\(directory.path)/roster/\(name)")
        try sweep.takeTurn(at: start + 1)
        // Under the same name once more it is another file.
        try make(["roster/\(name)"])
        try sweep.takeTurn(at: start + LeftoverSweep.lifetime)
        #expect(try Files.status("\(directory.path)/roster/\(name)") != nil)
    }

    @Test func sweepsTheRestWhereSomethingCannotBeRemoved() throws {
        try make(["roster/roster.jsonl.1.0a1b2c3d.tmp/inside"])
        try make(["tokens.jsonl.1.0a1b2c3d.tmp", "token-use/a.1.0a1b2c3d.tmp"])
        var sweep = LeftoverSweep(of: directory)
        try sweep.takeTurn(at: start)
        #expect(throws: SystemError.self) { try sweep.takeTurn(at: start + LeftoverSweep.lifetime) }
        #expect(try Files.status("\(directory.path)/tokens.jsonl.1.0a1b2c3d.tmp") == nil)
        #expect(try Files.status("\(directory.path)/token-use/a.1.0a1b2c3d.tmp") == nil)
    }
}
