import LiaisonCodes
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
        try roster.save(to: directory)
        #expect(try Roster.load(from: directory) == roster)
        #expect(try Files.names(in: "\(directory)/roster") == ["roster.jsonl"])
    }

    @Test func isEmptyBeforeTheFirstImport() throws {
        let directory = try Files.makeTemporaryDirectory(named: "roster")
        defer { removeTree(directory) }
        #expect(try Roster.load(from: directory) == Roster())
        #expect(try Roster.fileStatus(in: directory) == nil)
    }

    @Test func storesOneLineForEachHolder() throws {
        var roster = Roster()
        try roster.take(twoStations, deputyHeader + "D1,张伟,SS01,县,,\r\n")
        let lines = roster.storedBytes.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
        #expect(lines.count == 4)
        #expect(lines[0] == #"{"format":"liaison-roster","version":1}"#)
        #expect(
            lines[3] == #"{"kind":"deputy","code":"300000W","id":"D1","name":"张伟","station":"SS01","#
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
        Damaged(heading + station + otherCode, line: 3, .duplicateStation(id("SS00"), line: 2)),
        Damaged(heading + station + otherStation, line: 3, .duplicateCode(code("100000Y"), line: 2)),
        Damaged(replacing: "\"parent\":null", with: "\"parent\":\"SS09\"", .unknownStation(id("SS09"))),
        Damaged(replacing: "\"phone\":\"\"", with: "\"phone\":7", .badMember("phone")),
        Damaged(
            replacing: "\"code\":\"100000Y\",\"id\"", with: "\"code\":\"200000X\",\"id\"", .badMember("codes")
        ),
        Damaged(
            replacing: "\"code\":\"100000Y\",\"id\"", with: "\"code\":\"1000001\",\"id\"", .badMember("code")),
        Damaged(replacing: "2026-01-02T", with: "2026-13-02T", .badMember("at")),
        Damaged(replacing: "\"assigned\"", with: "\"revoked\"", .badMember("history")),
    ]

    @Test(arguments: damagedFiles)
    func namesTheDamagedLine(file: Damaged) {
        #expect(throws: RosterError.damaged(file: "roster.jsonl", line: file.line, file.damage)) {
            try RosterReader.read(Array(file.text.utf8), file: "roster.jsonl")
        }
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
            let lock = try RosterLock.waiting(in: directory)
            #expect(try isFree(directory) == false)
            _ = consume lock
        }
        #expect(try isFree(directory))
    }

    private func isFree(_ directory: String) throws(RosterError) -> Bool {
        switch try RosterLock.ifFree(in: directory) {
        case .some: true
        case .none: false
        }
    }
}
