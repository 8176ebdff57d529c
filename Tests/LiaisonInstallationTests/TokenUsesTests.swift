import Glibc
import LiaisonStore
import LiaisonSystem
import Testing

@testable import LiaisonInstallation

/// On which day a token was last used.
@Suite struct TokenUsesTests {
    private let day = CivilDate(daysSince1970: 20_446)

    private func inDirectory(_ body: (DataDirectory) throws -> Void) throws {
        let path = try Files.makeTemporaryDirectory(named: "liaison-uses")
        let result = Result { try body(try DataDirectory.create(at: "\(path)/data", settings: [:])) }
        try Files.removeTree(path)
        try result.get()
    }

    @Test func aUseIsWrittenOnceADay() throws {
        try inDirectory { directory in
            let uses = TokenUses(of: directory)
            let file = "\(directory.path)/token-use/3f9a01c2"
            uses.note("3f9a01c2", on: day)
            #expect(try Files.status(file) == nil)
            try uses.write()
            #expect(try TokenUses.last(of: "3f9a01c2", in: directory) == day)
            #expect(try Files.status(file)?.permissions == 0o600)
            // The same day again isn't written, even where the file has gone meanwhile.
            try Files.remove(file)
            uses.note("3f9a01c2", on: day)
            try uses.write()
            #expect(try TokenUses.last(of: "3f9a01c2", in: directory) == nil)
            uses.note("3f9a01c2", on: day.adding(days: 1))
            try uses.write()
            #expect(try TokenUses.last(of: "3f9a01c2", in: directory) == day.adding(days: 1))
        }
    }

    @Test(arguments: ["", "2025-13-01", "rubbish", String(repeating: "x", count: 500)])
    func whatCannotBeReadTellsOfNoUse(content: String) throws {
        try inDirectory { directory in
            try Files.makeDirectory("\(directory.path)/token-use")
            try Files.create("\(directory.path)/token-use/a1", with: Array(content.utf8))
            #expect(try TokenUses.last(of: "a1", in: directory) == nil)
            #expect(try TokenUses.last(of: "../secret", in: directory) == nil)
        }
    }

    @Test func aFailureIsToldOnceADay() throws {
        try inDirectory { directory in
            try Files.create("\(directory.path)/token-use", with: [])
            let uses = TokenUses(of: directory)
            uses.note("a1", on: day)
            #expect(throws: SystemError.self) { try uses.write() }
            uses.note("a1", on: day)
            #expect(throws: Never.self) { try uses.write() }
        }
    }
}
