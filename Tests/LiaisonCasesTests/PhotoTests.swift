import Glibc
import LiaisonCases
import LiaisonCodes
import LiaisonJournal
import LiaisonPhotos
import LiaisonSystem
import Testing

@Suite struct PhotoTests {
    let fixture: LedgerFixture

    init() throws { fixture = try LedgerFixture() }

    private var ledger: Ledger { fixture.ledger }
    private var photos: String { "\(fixture.directory)/stations/SS00/photos" }

    /// A sample photo as an upload.
    struct Upload: PhotoSource {
        let bytes: [UInt8]
        var count: Int { bytes.count }

        init(_ name: String) throws {
            let tests = Files.parent(of: Files.parent(of: #filePath))
            bytes = try Files.read("\(tests)/Samples/photos/\(name)")
        }

        func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(SystemError) -> Int {
            let length = min(buffer.count, bytes.count - offset)
            buffer.copyBytes(from: bytes[offset..<(offset + length)])
            return length
        }
    }

    @discardableResult
    private func submit(
        _ text: String, _ names: [String], nonce: String = "n1", to ledger: Ledger? = nil
    ) throws -> Commitment {
        let ledger = ledger ?? self.ledger
        var message = try submission(text, nonce: nonce)
        message.photos = try names.map { try ledger.photos.receive(Upload($0)) }
        return try ledger.perform(.submission(message), station: LedgerFixture.station)
    }

    private func files(_ number: CaseNumber) throws -> [String] { try Files.names(in: "\(photos)/\(number)") }

    @Test func keepsStrippedPhotosBesideTheirCase() throws {
        let number = try submit("路灯坏了", ["phone.jpg", "screen.png"]).caseNumber
        let file = try #require(try ledger.caseFile(number))
        #expect(file.photos.map(\.photo.format) == [.jpeg, .png])
        #expect(try files(number) == file.photos.map(\.photo.fileName).sorted())
        for stored in file.photos {
            let bytes = try #require(try ledger.photos.read(stored))
            #expect(bytes.firstRange(of: Array("SECRET".utf8)) == nil)
            #expect(SHA256.digest(bytes) == stored.photo.hash)
            #expect((stored.photo.width, stored.photo.height) == (60, 40))
        }
        #expect(try Files.names(in: ledger.photos.spool).isEmpty)
        // Another server folds the same from the lines.
        let other = try LedgerFixture.open(fixture.directory)
        defer { other.stop() }
        #expect(try other.caseFile(number)?.photos.map(\.photo) == file.photos.map(\.photo))
        #expect(try other.verify().findings.isEmpty)
    }

    @Test func theSameFormAgainLeavesOneCopy() throws {
        let first = try submit("一", ["phone.jpg"])
        let again = try submit("一", ["phone.jpg"])
        #expect(again == Commitment(caseNumber: first.caseNumber, isNew: false))
        #expect(try files(first.caseNumber).count == 1)
        // The copy goes with the committer's last look at it, right after the answer.
        while try !Files.names(in: ledger.photos.spool).isEmpty { sched_yield() }
        // A browser that has forgotten the photos takes none away, and says nothing twice.
        #expect(try submit("一", []).isNew == false)
        #expect(try ledger.caseFile(first.caseNumber)?.entries.count == 1)
    }

    @Test func theSameFormWithAnotherPhotoAddsIt() throws {
        let number = try submit("一", ["phone.jpg"]).caseNumber
        #expect(try submit("一", ["phone.jpg", "screen.png"]) == Commitment(caseNumber: number, isNew: true))
        let file = try #require(try ledger.caseFile(number))
        #expect(file.entries.map(\.event.photos.count) == [1, 1])
        #expect(file.entries.map(\.event.personal?.text) == ["一", nil])
        #expect(file.photos.map(\.photo.format) == [.jpeg, .png])
        #expect(try ledger.verify().findings.isEmpty)
    }

    @Test func theSameFormThroughTwoServersIsOneMessageWithOnePhoto() throws {
        let other = try LedgerFixture.open(fixture.directory)
        defer { other.stop() }
        // The second server has looked before the first wrote.
        #expect(try other.cases(of: LedgerFixture.station).isEmpty)
        let first = try submit("一", ["phone.jpg"])
        let second = try submit("一", ["phone.jpg"], to: other)
        #expect(first.caseNumber == second.caseNumber)
        #expect(try files(first.caseNumber).count == 1)
        let fresh = try LedgerFixture.open(fixture.directory)
        defer { fresh.stop() }
        #expect(try fresh.caseFile(first.caseNumber)?.photos.count == 1)
        #expect(try fresh.verify().findings.isEmpty)
    }

    @Test(arguments: ["/", "a link"])
    func aPhotoThatCannotBePlacedIsNotAcceptedAndHarmsNoOther(obstacle: String) throws {
        try submit("在先", [], nonce: "n0")
        let outside = try Files.makeTemporaryDirectory(named: "liaison-outside")
        defer { rmdir(outside) }
        if obstacle == "a link" {
            symlink(outside, photos)
        } else {
            try Files.create(photos, with: [])
        }
        #expect(throws: LedgerError.self) { try submit("一", ["phone.jpg"]) }
        #expect(try Files.names(in: outside).isEmpty)
        #expect(try ledger.cases(of: LedgerFixture.station).count == 1)
        #expect(try submit("在后", [], nonce: "n2").isNew)
        // Once the obstacle is gone, the same form is taken.
        try Files.remove(photos)
        #expect(try submit("一", ["phone.jpg"]).isNew)
        #expect(try ledger.verify().findings.isEmpty)
    }

    @Test func noLinkInThePlaceOfTheSpoolDirectoryIsFollowed() throws {
        let elsewhere = "\(fixture.directory)/elsewhere"
        try Files.makeDirectory(elsewhere)
        try Files.removeTree(ledger.photos.spool)
        #expect(symlink(elsewhere, ledger.photos.spool) == 0)
        #expect(throws: PhotoError.self) { try ledger.photos.receive(Upload("dot.png")) }
        #expect(try Files.names(in: elsewhere).isEmpty)
    }

    @Test func aPhotoThatNobodyKeepsIsGone() throws {
        do {
            let photo = try ledger.photos.receive(Upload("phone.jpg"))
            #expect(try Files.names(in: ledger.photos.spool).count == 1)
            withExtendedLifetime(photo) {}
        }
        #expect(try Files.names(in: ledger.photos.spool).isEmpty)
        #expect(throws: PhotoError.self) { try ledger.photos.receive(Upload("../bad/workbook.xlsx")) }
        #expect(try Files.names(in: ledger.photos.spool).isEmpty)
    }

    @Test func verifyNamesPhotosThatAreMissingOrAltered() throws {
        let number = try submit("一", ["phone.jpg", "screen.png"]).caseNumber
        let names = try #require(try ledger.caseFile(number)).photos.map(\.photo.fileName)
        try Files.remove("\(photos)/\(number)/\(names[0])")
        try Files.replace("\(photos)/\(number)/\(names[1])", with: [1])
        let findings = try ledger.verify().findings
        #expect(
            findings.map(\.problem) == [
                .photoMissing(case: number.description, name: names[0]),
                .photoAltered(case: number.description, name: names[1]),
            ])
        #expect(findings.allSatisfy { $0.place.line == 2 })
    }

    @Test func takesAllPhotosOfACaseOut() throws {
        let number = try submit("一", ["phone.jpg", "screen.png"]).caseNumber
        try ledger.photos.remove(of: number)
        #expect(try Files.names(in: photos).isEmpty)
        // Once more, and for a case without any, nothing happens.
        try ledger.photos.remove(of: number)
        try ledger.photos.remove(of: try submit("二", [], nonce: "n2").caseNumber)
    }

    @Test func aPhotoThatCameWithoutWordsAfterAnErasureGoesToo() throws {
        let number = try submit("一", []).caseNumber
        // Another server has an older view: what it stores comes to light when the case has been erased.
        let other = try LedgerFixture.open(fixture.directory)
        try submit("一", ["phone.jpg"], to: other)
        other.stop()
        let name = try #require(try files(number).first)
        let segment = "\(fixture.inbox)/2025-12-0002.jsonl"
        let (line, picture) = (try Files.read(segment), try Files.read("\(photos)/\(number)/\(name)"))
        try Files.remove(segment)
        try ledger.act(number, .erased(reason: nil))
        #expect(try Files.names(in: photos).isEmpty)
        try Files.makeDirectory("\(photos)/\(number)")
        try Files.create("\(photos)/\(number)/\(name)", with: picture)
        try Files.replace("\(fixture.inbox)/2025-12-0009.jsonl", with: line)
        #expect(try ledger.verify().wordsLeft.count == 1)

        try waitUntil { try ledger.caseFile(number)?.entries.count == 3 }
        ledger.finishErasures()
        try waitUntil { try Files.names(in: photos).isEmpty }
        #expect(try ledger.verify().wordsLeft.isEmpty)
    }

    @Test func sweepsAwayPhotosOfAnErasedCase() throws {
        let number = try submit("一", ["phone.jpg"]).caseNumber
        try ledger.act(number, .erased(reason: nil))
        try Files.makeDirectory("\(photos)/\(number)")
        let later = WallClock.system.now.adding(milliseconds: 2 * 86_400_000)
        let other = try LedgerFixture.open(fixture.directory, now: later)
        defer { other.stop() }
        try other.sweepPhotos()
        #expect(try Files.names(in: photos).isEmpty)
    }

    /// The clock may have been set by days in between, and a file may have a time stamp of anybody's.
    @Test func sweepsAwayWhatItHasSeenLieForTwoHours() throws {
        let first = try ledger.photos.receive(Upload("dot.png"))
        let spool = ledger.photos.spool
        try Files.create("\(spool)/claim-SS00-260101-00000", with: [])
        try Files.create("\(spool)/other", with: [])
        var past = utimbuf(actime: 0, modtime: 0)
        for name in try Files.names(in: spool) { #expect(utime("\(spool)/\(name)", &past) == 0) }
        var sweep = SpoolSweep(of: ledger.photos)
        let start: UInt64 = 5
        try sweep.takeTurn(at: start)
        let second = try ledger.photos.receive(Upload("dot.png"))
        try sweep.takeTurn(at: start + SpoolSweep.lifetime - 1)
        #expect(try Files.names(in: spool).count == 4)
        try sweep.takeTurn(at: start + SpoolSweep.lifetime)
        #expect(!first.isWaiting && second.isWaiting)
        #expect(try Files.names(in: spool).count == 2)
    }

    @Test func keepsPhotosWhoseLineMayStandInAFileThatCannotBeRead() throws {
        let number = try submit("一", ["phone.jpg"]).caseNumber
        let segment = "\(fixture.inbox)/\(try Files.names(in: fixture.inbox).first ?? "")"
        try Files.remove(segment)
        try Files.makeDirectory(segment)
        let later = WallClock.system.now.adding(milliseconds: 2 * 86_400_000)
        let other = try LedgerFixture.open(fixture.directory, now: later)
        try other.sweepPhotos()
        other.stop()
        #expect(try Files.names(in: photos) == [number.description])
    }

    @Test func sweepsAwayDirectoriesThatACrashLeftUnfinished() throws {
        let number = try submit("一", ["phone.jpg"]).caseNumber
        let left = ["\(fixture.directory)/stations", "\(fixture.directory)/stations/SS00"]
        for place in left {
            try Files.makeDirectory("\(place)/.new-0123456789abcdef/inner")
            try Files.create("\(place)/.new-0123456789abcdef/inner/1.jpg", with: [1])
        }
        #expect(try ledger.verify().findings.isEmpty)
        let later = WallClock.system.now.adding(milliseconds: 2 * 86_400_000)
        let other = try LedgerFixture.open(fixture.directory, now: later)
        defer { other.stop() }
        try other.sweepPhotos()
        for place in left {
            #expect(try Files.names(in: place).filter { $0.hasPrefix(".") } == [])
        }
        #expect(try files(number).count == 1)
    }

    @Test func whatADeadServerHasClaimedIsPlacedByAnother() throws {
        let number = try submit("一", ["phone.jpg"]).caseNumber
        let claim = "\(ledger.photos.spool)/claim-\(number)"
        try Files.create(claim, with: [])
        #expect(try submit("一", ["phone.jpg", "dot.png"]).caseNumber == number)
        #expect(try files(number).count == 2)
        #expect(try Files.status(claim) == nil)
    }

    @Test func twoServersThatPlaceTheSamePhotosAtOnceBothDo() throws {
        let other = try LedgerFixture.open(fixture.directory)
        defer { other.stop() }
        for round in 0..<20 {
            let answers = CommitCounter()
            let done = Gate()
            let arrived = answers.expect(2, done)
            for server in [ledger, other] {
                var message = try submission("一", nonce: "n\(round)")
                message.photos = [try server.photos.receive(Upload("dot.png"))]
                server.propose(.submission(message), station: LedgerFixture.station) { arrived($0) }
            }
            done.wait()
            let number = try #require(answers.numbers.first)
            #expect(answers.numbers.count == 1)
            #expect(try files(number).count == 1)
        }
        #expect(try ledger.verify().findings.isEmpty)
        #expect(try Files.names(in: photos).count == 20)
    }

    @Test func sweepsAwayPhotosThatNoLineNames() throws {
        let number = try submit("一", ["phone.jpg"]).caseNumber
        let orphan = CaseNumber(
            station: LedgerFixture.station, date: CivilDate(daysSince1970: 20_446), value: 99)
        try Files.makeDirectory("\(photos)/\(orphan)")
        try Files.create("\(photos)/\(orphan)/0123456789abcdef.jpg", with: [1])
        // The clocks of these two are days after the files were written, and a moment after it.
        let now = WallClock.system.now
        for (later, left) in [(Int64(0), 2), (40 * 86_400_000, 2), (2 * 86_400_000, 1)] {
            let other = try LedgerFixture.open(fixture.directory, now: now.adding(milliseconds: later))
            defer { other.stop() }
            try other.sweepPhotos()
            #expect(try Files.names(in: photos).count == left)
        }
        #expect(try Files.names(in: photos) == [number.description])
        #expect(try ledger.verify().findings.isEmpty)
    }
}
