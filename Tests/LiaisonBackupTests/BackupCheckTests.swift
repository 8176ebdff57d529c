import Glibc
import LiaisonCodes
import LiaisonSystem
import Testing

@testable import LiaisonBackup

@Suite struct BackupCheckTests {
    private let store: BackupFixture
    private let photo: String

    init() throws {
        store = try BackupFixture()
        let ledger = try store.ledger()
        let number = try ledger.submit("照片", nonce: "n3", photo: try SamplePhoto("dot.png"))
        ledger.stop()
        let folder = "stations/SS00/photos/\(number)"
        photo = "\(folder)/\(try #require(try Files.names(in: "\(store.data)/\(folder)").first))"
    }

    /// Checks an archive of these bytes.
    private func check(archive bytes: [UInt8]) throws -> Restore.Report {
        let path = "\(store.scratch)/archive.tar"
        try Files.replace(path, with: bytes)
        let file = try FileDescriptor(opening: path, flags: O_RDONLY)
        return try BackupCheck.run(ofArchive: file, named: "archive.tar")
    }

    private func checkDirectory() throws -> Restore.Report {
        try BackupCheck.run(ofDirectory: store.target)
    }

    @Test func saysWhatARestoreWouldSayAndWritesNothing() throws {
        try store.backUp()
        let before = try store.tree(store.scratch)
        let report = try checkDirectory()
        #expect(try store.tree(store.scratch) == before)
        #expect(report.isWhole && report.hasSecret && report.files == 6 && report.verification.cases == 3)
        let restored = try store.restore()
        #expect(
            report.files == restored.files && report.bytes == restored.bytes && report.made == restored.made)
        #expect(report.verification.lines == restored.verification.lines)
    }

    @Test func checksAnArchiveAsItGoesBy() throws {
        let report = try check(archive: try store.archive().bytes)
        #expect(report.isWhole && report.hasSecret && report.files == 6)
        #expect(report.verification.cases == 3 && report.verification.lines == 5)
    }

    @Test(arguments: ["secret", "liaison.conf", "roster/roster.jsonl", "segment", "photo"])
    func namesWhatIsMissingFromADirectory(_ name: String) throws {
        try store.backUp()
        let path = name == "segment" ? store.segment : name == "photo" ? photo : name
        try Files.remove("\(store.target)/data/\(path)")
        let report = try checkDirectory()
        #expect(!report.isWhole)
        #expect(
            report.findings == [
                BackupFinding(path: "\(store.target)/data/\(path)", line: 0, problem: .missing)
            ])
    }

    @Test(arguments: ["secret", "liaison.conf", "roster/roster.jsonl", "segment", "photo"])
    func namesOneAlteredByteInADirectoryAndInAnArchive(_ name: String) throws {
        let path = name == "segment" ? store.segment : name == "photo" ? photo : name
        try store.backUp()
        let copy = "\(store.target)/data/\(path)"
        var bytes = try Files.read(copy)
        let original = bytes
        bytes[bytes.count / 2] ^= 1
        try Files.replace(copy, with: bytes)
        #expect(try checkDirectory().findings.contains(BackupFinding(path: copy, line: 0, problem: .altered)))
        var archive = try store.archive().bytes
        let place = try #require(archive.firstRange(of: original))
        archive.replaceSubrange(place, with: bytes)
        let report = try check(archive: archive)
        #expect(report.findings == [BackupFinding(path: "archive.tar/\(path)", line: 0, problem: .altered)])
    }

    @Test func acceptsThatAnErasureTookWordsOutAfterTheManifest() throws {
        try store.backUp()
        let manifest = try Files.read("\(store.target)/manifest.json")
        let ledger = try store.ledger()
        try ledger.erase(store.first)
        ledger.stop()
        // A second backup that was interrupted before its manifest.
        try store.backUp()
        try Files.replace("\(store.target)/manifest.json", with: manifest)
        #expect(try checkDirectory().isWhole)
    }

    @Test func namesWhatTheStoreItselfLacked() throws {
        try Files.remove("\(store.data)/\(photo)")
        let report = try check(archive: try store.archive().bytes)
        #expect(
            report.findings == [
                BackupFinding(path: "archive.tar/\(photo)", line: 0, problem: .lacking(.named))
            ])
    }

    @Test func knowsNoBackupWithoutAManifestAndNoHalfArchive() throws {
        #expect(throws: BackupError.noManifest(path: "\(store.target)/manifest.json")) {
            try checkDirectory()
        }
        let archive = try store.archive().bytes
        #expect(throws: BackupError.self) { try check(archive: Array(archive.prefix(archive.count / 2))) }
    }

    @Test func saysThatABackupWasNeverFinished() throws {
        do { _ = try DirectoryTarget(store.target, outside: store.data) }
        let report = try checkDirectory()
        #expect(report.isUnfinished && !report.isWhole && !report.hasSecret)
    }
}
