import Glibc
import LiaisonSystem
import Synchronization
import Testing

@Suite struct DirectoryWholeTests {
    private let directory: TemporaryDirectory
    private var root: String { directory.path }

    init() throws { directory = try TemporaryDirectory() }

    private static func make(
        _ name: String, holding file: String, in directory: borrowing Directory
    ) throws(SystemError) -> Bool {
        try directory.makeWhole(name, mode: 0o750) { new throws(SystemError) in
            _ = try new.open(file, flags: O_WRONLY | O_CREAT | O_EXCL)
        }
    }

    @Test func makesADirectoryAppearFilled() throws {
        #expect(try Self.make("a", holding: "one", in: try Directory(root)))
        #expect(try Files.names(in: root) == ["a"])
        #expect(try Files.names(in: "\(root)/a") == ["one"])
        #expect(try Files.status("\(root)/a")?.permissions == 0o750)
    }

    @Test func leavesAnothersDirectoryAlone() throws {
        #expect(try Self.make("a", holding: "one", in: try Directory(root)))
        #expect(try Self.make("a", holding: "two", in: try Directory(root)) == false)
        #expect(try Files.names(in: root) == ["a"])
        #expect(try Files.names(in: "\(root)/a") == ["one"])
    }

    @Test func leavesNothingBehindWhenItCannotBeFilled() throws {
        let refusal = SystemError("linkat", "\(root)/x", code: .noSpace)
        #expect(throws: refusal) {
            try Directory(root).makeWhole("a", mode: 0o750) { new throws(SystemError) in
                _ = try new.directory("inner", creating: 0o750)
                throw refusal
            }
        }
        #expect(try Files.names(in: root) == [])
    }

    @Test func refusesANameThatAFileHas() throws {
        try Files.create("\(root)/a", with: [1])
        #expect(throws: SystemError("renameat", "\(root)/a", code: .notDirectory)) {
            _ = try Self.make("a", holding: "one", in: try Directory(root))
        }
        #expect(try Files.names(in: root) == ["a"])
    }

    @Test func ofManyAtOnceOneGivesItsDirectoryTheName() throws {
        let winners = Mutex<[Int: [Int]]>([:])
        try Thread.concurrently(200, threads: 8) { [root] index in
            let (round, maker) = (index / 8, index % 8)
            let isFirst =
                (try? Self.make("\(round)", holding: "\(maker)", in: try Directory(root))) ?? false
            if isFirst { winners.withLock { $0[round, default: []].append(maker) } }
        }
        let found = winners.withLock { $0 }
        #expect(found.count == 25)
        for (round, makers) in found {
            #expect(try Files.names(in: "\(root)/\(round)") == makers.map { "\($0)" })
        }
        #expect(try Files.names(in: root).count == 25)
    }

    @Test func removesWhatACrashKeptFromBeingFinishedOnceItIsOld() throws {
        try Files.makeDirectory("\(root)/.new-0123456789abcdef/inner")
        try Files.makeDirectory("\(root)/kept")
        let changed = try #require(try Files.status("\(root)/.new-0123456789abcdef")).modifiedNanoseconds
        let moment = Timestamp(milliseconds: changed / 1_000_000)
        try Directory(root).removeUnfinished(before: moment)
        #expect(try Files.names(in: root) == [".new-0123456789abcdef", "kept"])
        try Directory(root).removeUnfinished(before: moment.adding(milliseconds: 1))
        #expect(try Files.names(in: root) == ["kept"])
    }
}
