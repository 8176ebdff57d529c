import LiaisonCodes
import LiaisonStore
import LiaisonSystem
@testable import LiaisonText
import Testing

@testable import LiaisonRoster

@Suite struct RosterStorageTests {
    @Test func readsBackWhatItStored() throws {
        let directory = try Files.makeTemporaryDirectory(named: "roster")
        defer { removeTree(directory) }
        var roster = Roster()
        try roster.take([SampleRoster.stations, SampleRoster.deputies])
        var codes = CodeSequence()
        let code = try roster.deputy(named: "李䶮").code
        _ = try roster.reissue(code, reason: "海报被\"涂改\"", at: later) { codes.next() }
        try roster.save(to: DataDirectory(at: directory))
        #expect(try Roster.load(from: DataDirectory(at: directory)) == roster)
        #expect(try Files.names(in: "\(directory)/roster") == ["roster.jsonl"])
    }

    @Test func isEmptyBeforeTheFirstImport() throws {
        let directory = try Files.makeTemporaryDirectory(named: "roster")
        defer { removeTree(directory) }
        #expect(try Roster.load(from: DataDirectory(at: directory)) == Roster())
        #expect(try Roster.fileStatus(in: DataDirectory(at: directory)) == nil)
    }

    /// Without it every code and every receipt would be unknown, and an import would give everybody another code.
    @Test func isMissedWhereStationsHaveMessages() throws {
        let directory = try Files.makeTemporaryDirectory(named: "liaison-roster")
        defer { try? Files.removeTree(directory) }
        try Files.makeDirectory("\(directory)/stations/SS00")
        #expect(throws: RosterError.gone(file: "\(directory)/roster/roster.jsonl")) {
            try Roster.load(from: DataDirectory(at: directory))
        }
    }

    @Test func storesOneLineForEachHolder() throws {
        var roster = Roster()
        try roster.take(twoStations, deputyHeader + "D1,张伟,SS01,县,,\r\n")
        let lines = roster.storedBytes.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
        #expect(lines.count == 4)
        #expect(lines[0].hasPrefix(#"{"format":"liaison-roster","version":1,"revision":1,"lines":3,"#))
        #expect(lines.allSatisfy { SealedLine.state(of: Array($0.utf8)) == .holds })
        #expect(
            String(decoding: SealedLine.unsealed(Array(lines[3].utf8)), as: UTF8.self)
                == #"{"kind":"deputy","code":"300000W","id":"D1","name":"张伟","station":"SS01","#
                + #""level":"县","group":null,"title":null,"status":"active","codes":[{"code":"300000W","#
                + #""history":[{"at":"2026-01-02T10:00:00.000+08:00","kind":"assigned","id":"D1","#
                + #""name":"张伟","station":"SS01"}]}]}"#)
    }

    private static let heading = "{\"format\":\"liaison-roster\",\"version\":1}\n"
    private static let station = [
        #"{"kind":"station","code":"100000Y","id":"SS00","name":"总站","parent":null,"address":"","#,
        #""phone":"","reception":"","status":"active","codes":[{"code":"100000Y","history":[{"at":"#,
        #""2026-01-02T10:00:00.000+08:00","kind":"assigned","id":"SS00","name":"总站"}]}]}"#, "\n",
    ].joined()

    /// A damaged file and what must be said of it.
    struct Damaged: Sendable {
        let text: String
        let line: Int
        let damage: RosterDamage

        init(_ text: String, line: Int, _ damage: RosterDamage) {
            (self.text, self.line, self.damage) = (text, line, damage)
        }

        /// The heading and a station's line in which `original` is replaced.
        init(replacing original: String, with replacement: String, _ damage: RosterDamage) {
            self.init(heading + station.replacing(original, with: replacement), line: 2, damage)
        }
    }

    private static let otherStation = station.replacing(
        "\"id\":\"SS00\",\"name\":\"总站\",\"parent\"", with: "\"id\":\"SS01\",\"name\":\"总站\",\"parent\"")

    private static let otherCode = station.replacing("100000Y", with: "200000X")

    static let damagedFiles: [Damaged] = [
        Damaged("", line: 1, .noHeading),
        Damaged("{}\n", line: 1, .noHeading),
        Damaged(heading + "{\"kind\":\"sta", line: 2, .cutOff),
        Damaged(
            heading + "{\"kind\":\"sta\n", line: 2,
            .notJSON(JSONError(reason: .unexpectedEnd, offset: 12))),
        Damaged(heading + "{\"kind\":\"statue\"}\n", line: 2, .badMember("kind")),
        Damaged(replacing: "\"phone\":\"\"", with: "\"phone\":7", .badMember("phone")),
        Damaged(
            replacing: "\"code\":\"100000Y\",\"id\"", with: "\"code\":\"200000X\",\"id\"", .badMember("codes")
        ),
        Damaged(
            replacing: "\"code\":\"100000Y\",\"id\"", with: "\"code\":\"1000001\",\"id\"", .badMember("code")),
        Damaged(replacing: "2026-01-02T", with: "2026-13-02T", .badMember("at")),
        Damaged(replacing: "\"assigned\"", with: "\"revoked\"", .badMember("history")),
    ]

    static let doubles = [
        Damaged(heading + station + otherCode, line: 3, .duplicateStation(id("SS00"), line: 2)),
        Damaged(heading + station + otherStation, line: 3, .duplicateCode(code("100000Y"), line: 2)),
    ]

    @Test(arguments: damagedFiles)
    func refusesAFileOfWhichNobodyIsLeft(file: Damaged) {
        #expect(throws: RosterError.damaged(file: "roster.jsonl", line: file.line, file.damage)) {
            try RosterReader.read(Array(file.text.utf8), file: "roster.jsonl")
        }
    }

    /// A station of its own.
    private static let sound = station.replacing("100000Y", with: "300000W").replacing("SS00", with: "SS99")

    @Test(arguments: damagedFiles.filter { $0.line > 1 && $0.damage != .cutOff } + doubles)
    func leavesTheDamagedLineOutAndPassesItOn(file: Damaged) throws {
        let damaged = file.text.split(separator: "\n")[file.line - 1]
        let roster = try RosterReader.read(Array((file.text + Self.sound).utf8), file: "roster.jsonl")
        #expect(roster.condition.unusable.map(\.line) == [file.line])
        #expect(roster.condition.unusable.map(\.damage) == [file.damage])
        #expect(roster.station(id("SS99")) != nil)
        let stored = String(decoding: roster.storedBytes, as: UTF8.self).split(separator: "\n")
        #expect(stored.last == damaged)
        let again = try RosterReader.read(roster.storedBytes, file: "roster.jsonl")
        #expect(again.condition.unusable.map(\.bytes) == [Array(damaged.utf8)])
        #expect(again == roster)
    }

    @Test func takesALineThatWasCutOffForDamagedToo() throws {
        let cut = Self.station.dropLast(9)
        let roster = try RosterReader.read(
            Array((Self.heading + Self.sound + cut).utf8), file: "roster.jsonl")
        #expect(roster.condition.unusable.map(\.damage) == [.cutOff])
        #expect(roster.isUncertain(code("100000Y")))
        #expect(!roster.isUncertain(code("200000X")) && !roster.isUncertain(code("300000W")))
    }

    @Test func namesAStationThatNobodyKnows() throws {
        let lost = Self.station.replacing("\"parent\":null", with: "\"parent\":\"SS09\"")
        let roster = try RosterReader.read(Array((Self.heading + lost).utf8), file: "roster.jsonl")
        #expect(roster.condition.dangling == [RosterCondition.Dangling(line: 2, station: id("SS09"))])
    }

    @Test func findsEveryChangedByte() throws {
        var roster = Roster()
        try roster.take(twoStations, deputyHeader + "D1,张伟,SS01,县,,\r\n")
        let bytes = roster.storedBytes
        #expect(try RosterReader.read(bytes, file: "").condition.isSound)
        for index in bytes.indices where bytes[index] != 0x0A {
            var changed = bytes
            changed[index] ^= 1
            if changed[index] == 0x0A { continue }
            do throws(RosterError) {
                #expect(try !RosterReader.read(changed, file: "").condition.isSound, "byte \(index)")
            } catch {
                if case .newerFormat = error { continue }
                Issue.record(error)
            }
        }
    }

    @Test func keepsWhatANewerReleaseAdds() throws {
        var roster = Roster()
        try roster.take(twoStations)
        let lines = roster.storedBytes.split(separator: 0x0A).map(Array.init)
        let newer = SealedLine.seal(
            Array(SealedLine.unsealed(lines[1]).dropLast()) + Array(#","head":"李"}"#.utf8))
        let read = try RosterReader.read(
            Array(([lines[0], newer] + lines[2...]).joined(separator: [0x0A])) + [0x0A], file: "")
        #expect(read.storedBytes.firstRange(of: Array(newer)) != nil)
    }

    @Test func refusesANewerFormat() {
        #expect(throws: RosterError.newerFormat(file: "roster.jsonl", version: 2)) {
            try RosterReader.read(
                Array("{\"format\":\"liaison-roster\",\"version\":2}\n".utf8), file: "roster.jsonl")
        }
    }

    @Test func locksOutASecondWriter() throws {
        let directory = try Files.makeTemporaryDirectory(named: "roster")
        defer { removeTree(directory) }
        do {
            let lock = try RosterLock.waiting(in: DataDirectory(at: directory))
            #expect(try isFree(directory) == false)
            _ = consume lock
        }
        #expect(try isFree(directory))
    }

    private func isFree(_ directory: String) throws(RosterError) -> Bool {
        switch try RosterLock.ifFree(in: DataDirectory(at: directory)) {
        case .some: true
        case .none: false
        }
    }
}
