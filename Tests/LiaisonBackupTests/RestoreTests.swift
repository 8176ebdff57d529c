import Glibc
import LiaisonSystem
import Testing

@testable import LiaisonBackup

@Suite struct RestoreTests {
    private let store: BackupFixture
    private let marker: String

    init() throws {
        store = try BackupFixture()
        marker = "\(store.restored)/.liaison.conf.restoring"
    }

    private func again() throws(BackupError) -> Restore.Report {
        var restore = try Restore(into: store.restored)
        return try restore.run(fromDirectory: store.target)
    }

    @Test func saysThatABackupWasNeverFinishedAndRestoresWhatIsThere() throws {
        // As the first backup leaves it that is killed before its end.
        do { _ = try DirectoryTarget(store.target, outside: store.data) }
        for path in ["secret", store.segment] {
            try Files.makeDirectory(Files.parent(of: "\(store.target)/data/\(path)"))
            try Files.create("\(store.target)/data/\(path)", with: try Files.read("\(store.data)/\(path)"))
        }
        let report = try again()
        #expect(report.isUnfinished && !report.isWhole && report.hasSecret)
        #expect(report.files == 2 && report.verification.cases == 2)
        #expect(try Files.status("\(store.restored)/liaison.conf") == nil)
        // It is no data directory, and the next restore may have the place.
        try store.backUp()
        #expect(try again().isWhole)
    }

    @Test func beginsAnInterruptedRestoreAnew() throws {
        try store.backUp()
        // As a restore leaves it that is killed: some files of another backup, and one cut short.
        do { _ = try Restore(into: store.restored) }
        try Files.makeDirectory("\(store.restored)/stations/SS00/inbox")
        try Files.create("\(store.restored)/stations/SS00/inbox/2025-11-0001.jsonl", with: [1])
        try Files.create("\(store.restored)/secret", with: [2])
        try Files.create("\(store.restored)/.liaison.conf.arrived", with: [3])
        #expect(try again().isWhole)
        #expect(try store.tree(store.restored) == store.tree(store.data))
    }

    @Test func staysOutOfWhatIsNoUnfinishedRestore() throws {
        try store.backUp()
        // A data directory, whatever else is in it.
        #expect(try again().isWhole)
        try Files.create(marker, with: [])
        let before = try store.tree(store.restored)
        #expect(throws: BackupError.notEmpty(path: store.restored)) { try again() }
        // Somebody's files beside a name of ours.
        try Files.removeTree(store.restored)
        try Files.makeDirectory(store.restored)
        try Files.create(marker, with: [])
        try Files.create("\(store.restored)/.profile", with: [])
        #expect(throws: BackupError.notEmpty(path: store.restored)) { try again() }
        #expect(try Files.names(in: store.restored) == [".liaison.conf.restoring", ".profile"])
        #expect(!before.isEmpty)
    }

    @Test func keepsTwoRestoresApart() throws {
        try store.backUp()
        let first = try Restore(into: store.restored)
        #expect(throws: BackupError.self) { try again() }
        _ = consume first
    }

    @Test func bringsThePhotosOfABackupThatWasInterrupted() throws {
        try store.backUp()
        let manifest = try Files.read("\(store.target)/manifest.json")
        let ledger = try store.ledger()
        try ledger.submit("照片", nonce: "n3", photo: try SamplePhoto("dot.png"))
        ledger.stop()
        try store.backUp()
        try Files.replace("\(store.target)/manifest.json", with: manifest)
        let report = try again()
        #expect(report.isWhole && report.verification.cases == 3 && report.unlisted == 2)
    }

    @Test func namesARestoredFileThatNobodyCanRead() throws {
        try Files.replace("\(store.data)/secret", with: [])
        #expect(try store.backUp().findings.map(\.problem) == [.taken(.emptied)])
        #expect(try again().findings.map(\.problem) == [.taken(.emptied)])
    }
}
