import Glibc
import LiaisonCases
import LiaisonCodes
import LiaisonStore
import LiaisonSystem
import Testing

@testable import LiaisonBackup

@Suite struct BackupTests {
    let store: BackupFixture

    init() throws { store = try BackupFixture() }

    @Test func restoresEveryFileWithItsPermissions() throws {
        let report = try store.backUp()
        #expect(report.findings.isEmpty)
        let restored = try store.restore()
        #expect(restored.isWhole && restored.hasSecret)
        #expect(restored.verification.cases == 2)
        #expect(try store.tree(store.restored) == store.tree(store.data))
    }

    /// A kill, or a power cut, leaves the very first manifest's name, some of its bytes, or zeros.
    @Test(arguments: [0, 5, 40])
    func goesOnWhereTheFirstBackupHadHardlyBegun(_ length: Int) throws {
        let begun = Manifest(made: Timestamp(milliseconds: 0)).bytes
        for bytes in [Array(begun.prefix(length)), [UInt8](repeating: 0, count: length)] {
            try Files.removeTree(store.target)
            try Files.makeDirectory(store.target)
            try Files.create("\(store.target)/manifest.json", with: bytes)
            #expect(try store.backUp().findings.isEmpty)
            #expect(try store.restore().isWhole)
        }
    }

    @Test func leavesSomebodyElsesManifestAlone() throws {
        try Files.makeDirectory(store.target)
        try Files.create("\(store.target)/manifest.json", with: Array("{}\n".utf8))
        #expect(throws: BackupError.noManifest(path: "\(store.target)/manifest.json")) { try store.backUp() }
        try Files.replace("\(store.target)/manifest.json", with: [])
        try Files.create("\(store.target)/index.html", with: [])
        #expect(throws: BackupError.foreignTarget(path: store.target)) { try store.backUp() }
    }

    @Test func writesOnlyWhatIsNewTheSecondTime() throws {
        try store.backUp()
        #expect(try store.backUp().copiedBytes == 0)
        let before = try store.size(of: "\(store.target)/data/\(store.segment)")
        let ledger = try store.ledger()
        // A segment of its own, and nothing else.
        try ledger.submit("后来的", nonce: "n3")
        ledger.stop()
        let report = try store.backUp()
        #expect(report.copiedFiles == 1)
        #expect(try store.size(of: "\(store.target)/data/\(store.segment)") == before)
        #expect(try store.restore().verification.cases == 3)
    }

    @Test func letsGoOfNewsThatWasHandedOnAndOfPhonesThatWereSignedOut() throws {
        let passing =
            ["notify/queue/000000000001-ab.json", "notify/dead/000000000002-ab.json"]
            + ["enrolled", "seen", "try-1"].map { "desk/ab/cd/\($0)" }
        let used = "desk/ab/used"
        for path in passing + [used] {
            try Files.makeDirectory(Files.parent(of: "\(store.data)/\(path)"))
            try Files.create("\(store.data)/\(path)", with: Array("x\n".utf8))
        }
        #expect(try store.backUp().findings.isEmpty)
        for path in passing { try Files.remove("\(store.data)/\(path)") }
        #expect(try store.backUp().findings.isEmpty)
        for path in passing { #expect(try Files.status("\(store.target)/data/\(path)") == nil, "\(path)") }
        // Gone, it would open once more.
        try Files.remove("\(store.data)/\(used)")
        let findings = try store.backUp().findings
        #expect(findings.map(\.path) == ["\(store.data)/\(used)"])
        #expect(findings.map(\.problem) == [.kept(.gone)])
    }

    @Test func appendsToASegmentThatHasGrown() throws {
        let ledger = try store.ledger()
        try ledger.submit("甲", nonce: "n3")
        try store.backUp()
        try ledger.submit("乙", nonce: "n4")
        let report = try store.backUp()
        #expect(report.copiedFiles == 1 && report.copiedBytes < 1000)
        ledger.stop()
        #expect(try store.restore().verification.cases == 4)
    }

    @Test func keepsNothingOfAnErasedCase() throws {
        try Files.makeDirectory("\(store.data)/stations/SS00/photos/\(store.first)")
        let photo =
            "stations/SS00/photos/\(store.first)/\(Hex.string(SHA256.digest([1, 2, 3]).prefix(8))).jpg"
        try Files.create("\(store.data)/\(photo)", with: [1, 2, 3])
        try store.backUp()
        #expect(try store.files(in: store.target, containing: "路灯").count == 1)
        let ledger = try store.ledger()
        try ledger.erase(store.first)
        ledger.stop()
        let report = try store.backUp()
        #expect(report.findings.isEmpty)
        #expect(try store.files(in: store.target, containing: "路灯") == [])
        #expect(try Files.status("\(store.target)/data/\(photo)") == nil)
        #expect(try store.restore().isWhole)
    }

    /// Words that something else than an erasure took are nowhere but in the backup.
    @Test func keepsTheWordsThatNoErasureTook() throws {
        try store.backUp()
        let live = "\(store.data)/\(store.segment)"
        let whole = try Files.read(live)
        let words = try #require(whole.firstRange(of: Array(#","personal":{"#.utf8)))
        let end = try #require(whole[words.lowerBound...].firstIndex(of: UInt8(ascii: "\n")))
        var blanked = whole
        for index in words.lowerBound..<(end - 1) { blanked[index] = UInt8(ascii: " ") }
        try Files.replace(live, with: blanked)
        for _ in 0..<2 {
            let report = try store.backUp()
            #expect(report.findings.map(\.problem) == [.kept(.wordsGone)])
            #expect(try store.files(in: "\(store.target)/data", containing: "路灯").count == 1)
        }
        #expect(try store.restore().isWhole)
        // What is erased afterwards goes all the same.
        try Files.replace(live, with: whole)
        let ledger = try store.ledger()
        try ledger.erase(store.first)
        ledger.stop()
        #expect(try store.backUp().findings.isEmpty)
        #expect(try store.files(in: store.target, containing: "路灯") == [])
    }

    /// A first backup has no better one; its reader is told.
    @Test func namesASecretThatIsntWhatStandsBesideIt() throws {
        let path = "\(store.data)/secret"
        let secret = try Files.read(path)
        try Files.create("\(path).sha256", with: Array("\(Hex.string(SHA256.digest(secret)))  secret\n".utf8))
        #expect(try store.backUp().findings.isEmpty)
        #expect(try BackupCheck.run(ofDirectory: store.target).isWhole)
        try Files.removeTree(store.target)
        var altered = secret
        altered[3] = altered[3] == UInt8(ascii: "0") ? UInt8(ascii: "1") : UInt8(ascii: "0")
        try Files.replace(path, with: altered)
        #expect(try store.backUp().findings.map(\.problem) == [.taken(.unlikeCheck)])
        #expect(
            try BackupCheck.run(ofDirectory: store.target).findings.map(\.problem) == [.taken(.unlikeCheck)])
    }

    @Test func keepsNothingOfAnErasedRecord() throws {
        let (number, photo) = try store.record("recorded", photo: "phone.jpg")
        // A crash has left this one, which no line names.
        let left = "\(Files.parent(of: photo))/\(Hex.string(SHA256.digest([1, 2, 3]).prefix(8))).jpg"
        try Files.create("\(store.data)/\(left)", with: [1, 2, 3])
        #expect(try store.backUp().findings.isEmpty)
        for path in [photo, left] { #expect(try Files.status("\(store.target)/data/\(path)") != nil) }
        try store.record(Record.erasure, on: number)
        #expect(try store.backUp().findings.isEmpty)
        for path in [photo, left] { #expect(try Files.status("\(store.target)/data/\(path)") == nil) }
        #expect(try store.restore().isWhole)
    }

    @Test func keepsItsOwnCopyOfARecordsPhotoThatVanished() throws {
        let (_, photo) = try store.record("recorded", photo: "phone.jpg")
        try store.backUp()
        try Files.remove("\(store.data)/\(photo)")
        let report = try store.backUp()
        #expect(report.findings.map(\.problem) == [.kept(.gone)])
        #expect(try Files.status("\(store.target)/data/\(photo)") != nil)
        #expect(try store.restore().isWhole)
    }

    @Test func namesARecordsPhotoThatIsNowhere() throws {
        let (_, photo) = try store.record("recorded", photo: "phone.jpg")
        try Files.remove("\(store.data)/\(photo)")
        #expect(try store.backUp().findings.map(\.problem) == [.lacking(.named)])
        let archive = try store.archive()
        #expect(archive.report.findings.map(\.problem) == [.lacking(.named)])
    }

    @Test func keepsItsOwnCopyOfASegmentThatWasCutOrAltered() throws {
        try store.backUp()
        let path = "\(store.data)/\(store.segment)"
        let whole = try Files.read(path)
        let cut = Array(whole.dropLast(whole.count / 3))
        var altered = whole
        altered[whole.count / 2] ^= 1
        for (damaged, fault) in [
            (cut, BackupFinding.Fault.cutShort), (altered, .changed), ([], .emptied),
        ] {
            try Files.replace(path, with: damaged)
            let report = try store.backUp()
            #expect(report.findings.map(\.problem) == [.kept(fault)])
            #expect(try Files.read("\(store.target)/data/\(store.segment)") == whole)
            #expect(try Files.read("\(store.target)/damaged/\(store.segment)") == damaged)
        }
        try Files.remove(path)
        #expect(try store.backUp().findings.map(\.problem) == [.kept(.gone)])
        #expect(try Files.status("\(store.target)/damaged/\(store.segment)") == nil)
        #expect(try store.restore().isWhole)
    }

    @Test func namesALineThatIsNotSoundAndCopiesItAllTheSame() throws {
        let path = "\(store.data)/\(store.segment)"
        var altered = try Files.read(path)
        altered[100] ^= 1
        try Files.replace(path, with: altered)
        let report = try store.backUp()
        #expect(report.findings.map(\.problem) == [.unsound])
        #expect(try Files.read("\(store.target)/data/\(store.segment)") == altered)
    }

    @Test func leavesTheTornLineOfACrashBehind() throws {
        let path = "\(store.data)/\(store.segment)"
        let whole = try Files.read(path)
        try Files.replace(path, with: whole + Array(#"{"seq":4,"prev":"00"#.utf8))
        #expect(try store.backUp().findings.isEmpty)
        #expect(try Files.read("\(store.target)/data/\(store.segment)") == whole)
    }

    @Test func followsNoSymbolicLink() throws {
        try Files.create("\(store.scratch)/outside", with: Array("outside".utf8))
        try #require(symlink("\(store.scratch)/outside", "\(store.data)/roster/link") == 0)
        let report = try store.backUp()
        #expect(report.findings.map(\.problem) == [.irregular])
        #expect(try store.files(in: store.target, containing: "outside") == [])
    }

    @Test func refusesATargetInsideTheDataAndOneThatHoldsSomethingElse() throws {
        #expect(throws: BackupError.foreignTarget(path: "\(store.data)/backup")) {
            _ = try DirectoryTarget("\(store.data)/backup", outside: store.data)
        }
        try Files.makeDirectory(store.target)
        try Files.create("\(store.target)/letter", with: [])
        #expect(throws: BackupError.foreignTarget(path: store.target)) { try store.backUp() }
    }

    @Test func refusesToRestoreIntoADirectoryThatIsNotEmpty() throws {
        try store.backUp()
        #expect(throws: BackupError.notEmpty(path: store.data)) { _ = try Restore(into: store.data) }
    }

    @Test func namesWhatIsMissingOrAlteredInTheBackup() throws {
        try store.backUp()
        try Files.remove("\(store.target)/data/roster/roster.jsonl")
        var conf = try Files.read("\(store.target)/data/liaison.conf")
        conf[0] ^= 1
        try Files.replace("\(store.target)/data/liaison.conf", with: conf)
        let report = try store.restore()
        #expect(report.findings.map(\.problem) == [.altered, .missing])
        #expect(!report.isWhole)
    }

    @Test func acceptsABackupWhoseErasureWasInterrupted() throws {
        // The segments are new, the manifest is that of before: as after a power cut between the two.
        try store.backUp()
        let manifest = try Files.read("\(store.target)/manifest.json")
        let ledger = try store.ledger()
        try ledger.erase(store.first)
        ledger.stop()
        try store.backUp()
        try Files.replace("\(store.target)/manifest.json", with: manifest)
        #expect(try store.restore().isWhole)
    }

    @Test func leavesTheSecretOutWhenAsked() throws {
        #expect(try store.backUp(includesSecret: false).findings.isEmpty)
        let report = try store.restore()
        #expect(report.isWhole && !report.hasSecret)
        #expect(try Files.status("\(store.restored)/secret") == nil)
    }

    @Test func restoresWhatWasWrittenWhileItRan() throws {
        let ledger = try store.ledger()
        let writer = try Thread(named: "writer") {
            for index in 0..<200 {
                do { try ledger.submit("第\(index)件", nonce: "w\(index)") } catch { Issue.record(error) }
            }
        }
        for _ in 0..<20 { #expect(try store.backUp().findings.isEmpty) }
        writer.join()
        ledger.stop()
        #expect(try store.backUp().findings.isEmpty)
        #expect(try store.restore().verification.cases == 202)
    }

    /// A case may come, be answered through another server and be handed on between two looks at the segments.
    @Test func copiesOnToTheMessagesOfWhatItCopied() throws {
        let other = try #require(StationID("SS01"))
        let (first, second) = (try store.ledger(), try store.ledger())
        try first.submit("早先的", nonce: "n3")
        var directory = try DirectoryTarget(store.target, outside: store.data)
        var backup = Backup(
            of: DataDirectory(at: store.data), includesSecret: true, at: BackupFixture.noon)
        let before = try backup.segmentEnds(of: "SS00").lengths
        // Its opening tells of what it saw; what comes from now on nothing tells of.
        try second.submit("也是早先的", nonce: "n7")
        let answered = try first.submit("有答复的", nonce: "n4")
        _ = try second.perform(
            .action(CaseAction(number: answered, body: .acknowledged(.known(.ordinary)))),
            station: BackupFixture.station)
        let handed = try first.submit("转走的", nonce: "n5")
        _ = try second.perform(.referral(handed), station: other)
        try first.submit("后来的", nonce: "n6")
        [first, second].forEach { $0.stop() }
        var ends = ["SS00": try backup.segmentEnds(of: "SS00"), "SS01": try backup.segmentEnds(of: "SS01")]
        for (path, length) in before { ends["SS00"]?.lengths[path] = length }
        try backup.copyStations(ends, to: &directory)
        try backup.copyOthers(to: &directory)
        try directory.finish(backup.manifest)
        let restored = try store.restore()
        #expect(restored.isWhole)
        // Four of before, the two that are needed, and no more.
        #expect(restored.verification.cases == 6)
    }
}
