import LiaisonCodes
import LiaisonStore
import LiaisonSystem
import LiaisonText
import Testing

@testable import LiaisonInstallation

@Suite struct TokenFileTests {
    private let scratch: ScratchDirectory
    private let directory: DataDirectory
    private let now = Timestamp(milliseconds: 1_766_548_800_000)

    /// A directory that goes with its owner.
    private final class ScratchDirectory {
        let path: String
        init() throws { path = try Files.makeTemporaryDirectory(named: "liaison-tokens") }
        deinit { do { try Files.removeTree(path) } catch { Issue.record(error) } }
    }

    init() throws {
        scratch = try ScratchDirectory()
        directory = try DataDirectory.create(at: "\(scratch.path)/d", settings: [:])
    }

    /// The lines of tokens, without the first, which counts them.
    private func lines() throws -> [[UInt8]] {
        try Files.read(directory.path(of: .tokens)).split(separator: 0x0A).map(Array.init).dropFirst().map {
            $0
        }
    }

    private func store(_ lines: [[UInt8]]) throws {
        try Files.replace(directory.path(of: .tokens), with: lines.flatMap { $0 + [0x0A] }, mode: 0o600)
    }

    /// Everything that one flipped bit can do to a token's line lets nobody in who wasn't before, and as nobody else.
    @Test func aChangedByteLetsNobodyIn() throws {
        let (token, record) = try TokenFile.issue(.office, in: directory, at: now)
        _ = try TokenFile.revoke(record.id, in: directory, at: now)
        let line = try lines()[0]
        for index in line.indices {
            for bit in 0..<8 {
                var changed = line
                changed[index] ^= 1 << bit
                #expect(TokenFile(parsing: changed + [0x0A]).record(of: token) == nil, "byte \(index)")
            }
        }
    }

    @Test func passesDamagedLinesOnByteForByte() throws {
        for _ in 0..<2 { _ = try TokenFile.issue(.office, in: directory, at: now) }
        let whole = try lines()
        let damaged: [[UInt8]] = [
            Array(whole[0].prefix(40)), [0, 0, 0xFF], whole[0].map { $0 == UInt8(ascii: "o") ? 0x30 : $0 },
        ]
        try store(damaged + [whole[1]])
        let (token, _) = try TokenFile.issue(
            .station(try #require(StationID("SS00"))), in: directory, at: now)
        #expect(try Array(lines().prefix(4)) == damaged + [whole[1]])
        let file = try TokenFile(of: directory)
        #expect(file.records.count == 2)
        #expect(file.damaged.map(\.line) == [2, 3, 4])
        #expect(file.record(of: token) != nil)
    }

    @Test func passesOnWhatANewerReleaseWrote() throws {
        let (token, record) = try TokenFile.issue(.office, in: directory, at: now)
        let bare = SealedLine.unsealed(try lines()[0])
        let newer = SealedLine.seal(Array(bare.dropLast()) + Array(#","colour":"red"}"#.utf8))
        let foreign = SealedLine.seal(Array(#"{"id":"x","scope":"city 1","hash":"00"}"#.utf8))
        try store([newer, foreign])
        let file = try TokenFile(of: directory)
        #expect(file.record(of: token) != nil)
        #expect(file.unusable == [TokenFile.UnusableLine(line: 2, reason: .newer)] && file.damaged.isEmpty)
        _ = try TokenFile.revoke(record.id, in: directory, at: now)
        let after = try lines()
        #expect(after[1] == foreign)
        #expect(after[0].firstRange(of: Array(#""colour":"red""#.utf8)) != nil)
        #expect(SealedLine.state(of: after[0]) == .holds)
        #expect(try TokenFile(of: directory).record(of: token) == nil)
    }

    @Test func sealsTheLinesOfAReleaseBefore() throws {
        let (token, _) = try TokenFile.issue(.office, in: directory, at: now)
        try store([SealedLine.unsealed(try lines()[0])])
        let before = try TokenFile(of: directory)
        #expect(before.unsealed == [1] && before.damaged.isEmpty && before.record(of: token) != nil)
        _ = try TokenFile.issue(.office, in: directory, at: now)
        #expect(try TokenFile(of: directory).unsealed.isEmpty)
        #expect(try TokenFile(of: directory).record(of: token) != nil)
    }

    @Test func missesLinesThatAreLeftOutUntilTheyAreBack() throws {
        let issued = try (0..<3).map { _ in try TokenFile.issue(.office, in: directory, at: now) }
        let whole = try Files.read(directory.path(of: .tokens))
        #expect(TokenFile(parsing: whole).missing == 0)
        let all = whole.split(separator: 0x0A).map { $0 + [0x0A] }
        for place in 1...3 {
            let rest = all.indices.filter { $0 != place }.flatMap { all[$0] }
            #expect(TokenFile(parsing: Array(rest)).missing == 1, "line \(place)")
        }
        try Files.replace(directory.path(of: .tokens), with: Array(all[..<3].joined()), mode: 0o600)
        // Whatever is stored in between, nobody is told that all is well.
        _ = try TokenFile.issue(.office, in: directory, at: now)
        _ = try TokenFile.revoke(issued[0].1.id, in: directory, at: now)
        #expect(try TokenFile(of: directory).missing == 1)
        // A release that knows no first line passes it on as it was.
        let extra = try lines()
        try Files.replace(
            directory.path(of: .tokens), with: Array(all[0]) + extra.flatMap { $0 + [0x0A] }, mode: 0o600)
        #expect(try TokenFile(of: directory).missing == 0)
    }

    @Test func knowsThatAllItsTokensAreGone() throws {
        #expect(!directory.hasLostTokens)
        _ = try TokenFile.issue(.office, in: directory, at: now)
        #expect(!directory.hasLostTokens)
        try Files.remove(directory.path(of: .tokens))
        #expect(directory.hasLostTokens)
    }

    @Test func losesNoneBeforeThereAreAny() throws {
        let lock = try directory.lockTokens()
        #expect(!directory.hasLostTokens)
        #expect(try TokenFile(of: directory).records.isEmpty)
        try lock.release()
        // Whoever begins once more doesn't make up for a loss.
        _ = try TokenFile.issue(.office, in: directory, at: now)
        try Files.remove(directory.path(of: .tokens))
        let again = try directory.lockTokens()
        #expect(directory.hasLostTokens)
        try again.release()
    }
}
