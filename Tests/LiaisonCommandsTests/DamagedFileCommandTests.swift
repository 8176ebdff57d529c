import Glibc
import LiaisonCommands
import LiaisonRoster
import LiaisonStore
import LiaisonSystem
import LiaisonText
import Testing

/// Commands that meet a damaged line in the roster, the tokens or the calendar: it costs that line, is named, and is
/// never thrown away.
@Suite struct DamagedFileCommandTests {
    private let installation: LedgerInstallation
    private let roster: String
    private let tokens: String
    private let calendar: String

    init() throws {
        installation = try LedgerInstallation()
        roster = DataDirectory(at: installation.data).path(of: .rosterFile)
        tokens = "\(installation.data)/tokens.jsonl"
        calendar = "\(installation.data)/calendar.txt"
    }

    private func run(_ line: String) -> CommandLineRun { installation.run(line) }

    private func lines(_ path: String) throws -> [String] {
        String(decoding: try Files.read(path), as: UTF8.self).split(separator: "\n").map(String.init)
    }

    private func replace(_ path: String, line: Int, with text: String) throws {
        var lines = try lines(path)
        lines[line - 1] = text
        try Files.replace(path, with: Array(lines.map { $0 + "\n" }.joined().utf8))
    }

    // MARK: The calendar

    @Test(arguments: ["inbox list", "report", "inbox list --json"])
    func aBadLineOfTheCalendarCostsThatLine(line: String) throws {
        try Files.replace(calendar, with: Array("2025-10-01 休\n春节 休\n2025-10-01 班\n".utf8))
        let run = run(line)
        #expect(run.exitCode == .partly)
        #expect(run.errors.contains("calendar.txt, line 2: “春节 休” isn't understood"))
        #expect(run.errors.contains("calendar.txt, line 3 names 2025-10-01 again"))
        #expect(line == "report" || run.output.contains(installation.new.description))
        #expect(self.run("reply \(installation.new) --text 已处理").exitCode == .done)
        #expect(self.run("verify").exitCode == .failed)
    }

    @Test func doctorSaysThatADeadlineReachesIntoAYearWithoutCalendar() throws {
        // The newer case came on 2025-11-02 and wants its answer within a month.
        #expect(run("extend \(installation.new) --until 2026-01-08 --reason x").exitCode == .done)
        try Files.replace(calendar, with: Array("2025-10-01 休\n".utf8))
        let doctor = run("doctor")
        #expect(doctor.exitCode == .failed)
        #expect(doctor.output.contains("The deadlines of 1 open cases reach into 2026"))
    }

    // MARK: Tokens

    @Test func aDamagedTokenCostsThatTokenAndIsKept() throws {
        for _ in 0..<3 { #expect(run("token issue --office").exitCode == .done) }
        let half = String(try lines(tokens)[2].prefix(50))
        try replace(tokens, line: 3, with: half)
        let list = run("token list --json")
        #expect(list.exitCode == .partly)
        #expect(try JSON(parsing: Array(list.output.utf8)).elements?.count == 2)
        #expect(list.errors.contains("tokens.jsonl, line 3 can't be read: that token opens nothing"))
        // Those who write pass it on byte for byte.
        #expect(run("token issue --office").exitCode == .done)
        #expect(try lines(tokens)[2] == half)
        #expect(try lines(tokens).count == 5)
        #expect(run("verify").exitCode == .failed)
        #expect(run("doctor").output.contains("tokens.jsonl, line 3"))
    }

    /// What was revoked after a seal was made opens again with the file of before; the seal tells.
    @Test func tokensThatAreGoneAreMissedByEverybody() throws {
        for _ in 0..<3 { #expect(run("token issue --office").exitCode == .done) }
        let before = try Files.read(tokens)
        let id = try #require(
            try JSON(parsing: Array(run("token list --json").output.utf8)).elements?.first?["id"]?.text)
        #expect(run("token revoke \(id)").exitCode == .done)
        let seal = "\(installation.data)/seal.json"
        try Files.create(seal, with: Array(run("seal --json").output.utf8))
        #expect(run("verify --against \(seal)").exitCode == .done)
        try Files.replace(tokens, with: before, mode: 0o600)
        #expect(run("verify").exitCode == .done)
        let older = run("verify --against \(seal)")
        #expect(
            older.exitCode == .failed && older.output.contains("lets in again what was revoked then: \(id)"))
        try Files.replace(
            tokens, with: before.dropLast(200).reversed().drop { $0 != 0x0A }.reversed(), mode: 0o600)
        for line in ["verify", "doctor", "token list"] {
            let run = run(line)
            #expect(
                (run.output + run.errors).contains("1 tokens that were issued are not there any more"),
                "\(line)")
            #expect(run.exitCode != .done)
        }
        try Files.remove(tokens)
        for line in ["verify", "doctor"] {
            let run = run(line)
            #expect((run.output + run.errors).contains("tokens.jsonl is gone"), "\(line)")
            #expect(run.exitCode == .failed)
        }
    }

    /// An older roster is whole by itself: only a seal tells, and also once it has been stored again.
    @Test func anOlderRosterIsToldByASeal() throws {
        let before = try Files.read(roster)
        let code = try #require(
            try JSON(parsing: Array(run("roster list --json").output.utf8)).elements?.last?["code"]?.text)
        #expect(run("code reissue \(code) --reason x").exitCode == .done)
        let seal = "\(installation.data)/seal.json"
        try Files.create(seal, with: Array(run("seal --json").output.utf8))
        #expect(run("verify --against \(seal)").exitCode == .done)
        try Files.replace(roster, with: before)
        #expect(run("verify").exitCode == .done)
        let older = run("verify --against \(seal)")
        #expect(older.exitCode == .failed)
        #expect(older.output.contains("roster.jsonl is an older one") && older.output.contains(code))
    }

    @Test func aBadContactIsNamedWithWhatToDo() throws {
        try Files.replace(
            "\(installation.data)/contacts.csv", with: Array("code,station,channel,address\nxx,,sms,1\n".utf8)
        )
        for line in ["verify", "doctor"] {
            let run = run(line)
            #expect((run.output + run.errors).contains("contacts.csv, row 2: “xx” is no code"), "\(line)")
            #expect((run.output + run.errors).contains("Put the row right"), "\(line)")
            #expect(run.exitCode == .failed)
        }
    }

    @Test func badDutiesAreNamedLineByLine() throws {
        try Files.replace("\(installation.data)/duties.csv", with: Array("hello\n".utf8))
        for line in ["verify", "doctor"] {
            let run = run(line)
            #expect(
                (run.output + run.errors).contains("duties.csv, line 1: “hello” isn't understood"), "\(line)")
            #expect(run.exitCode == .failed)
        }
    }

    @Test func aTokenWhoseScopeWasAlteredOpensNothing() throws {
        #expect(run("token issue --station SS00").exitCode == .done)
        let altered = try lines(tokens)[1].replacing("SS00", with: "SS01")
        try replace(tokens, line: 2, with: altered)
        let list = run("token list --json")
        #expect(list.output == "[]\n" && list.exitCode == .partly)
    }

    // MARK: The roster

    @Test func aDamagedHolderIsNamedAndPassedOn() throws {
        let half = String(try lines(roster)[2].prefix(60))
        try replace(roster, line: 3, with: half)
        let list = run("roster list --json")
        #expect(list.exitCode == .partly)
        #expect(list.output.contains("韶山总站") && !list.output.contains("阿卜杜拉"))
        #expect(list.errors.contains("line 3 can't be read: the page of \(installation.deputy.code)"))
        #expect(run("code reissue \(installation.station.code) --reason x").exitCode == .done)
        #expect(try lines(roster).last == half)
        // An import would take the deputy for a new one.
        let before = try Files.read(roster)
        let file = "\(installation.directory.path)/deputies.csv"
        try Files.create(file, with: Array("name,station,level\n阿卜杜拉·买买提,SS00,县\n".utf8))
        let imported = run("roster import \(file)")
        #expect(imported.exitCode == .failed)
        #expect(imported.errors.contains("given another code"))
        #expect(try Files.read(roster) == before)
    }

    @Test func verifyFindsAFlippedByteInAName() throws {
        #expect(run("verify").exitCode == .done)
        try replace(roster, line: 3, with: try lines(roster)[2].replacing("阿卜杜拉", with: "阿卜杜立"))
        let verify = run("verify")
        #expect(verify.exitCode == .failed)
        #expect(verify.output.contains("line 3 was changed by something other than liaison"))
        // Nobody's change makes it sound again.
        #expect(run("code reissue \(installation.station.code) --reason x").exitCode == .done)
        #expect(run("verify").output.contains("was changed by something other than liaison"))
        #expect(run("inbox list").exitCode == .partly)
    }

    @Test(arguments: [2, 3])
    func verifyFindsAMissingLine(line: Int) throws {
        var lines = try lines(roster)
        lines.remove(at: line - 1)
        try Files.replace(roster, with: Array(lines.map { $0 + "\n" }.joined().utf8))
        #expect(run("verify").output.contains("2 people and stations were stored, 1 are there"))
        let code = line == 2 ? installation.deputy.code : installation.station.code
        #expect(run("code reissue \(code) --reason x").exitCode == .done)
        #expect(run("verify").output.contains("lines were missing or changed when revision 2 was stored"))
    }

    @Test func aRosterOfAReleaseBeforeIsSealedAtItsNextChange() throws {
        let bare = try lines(roster).map {
            String(decoding: SealedLine.unsealed(Array($0.utf8)), as: UTF8.self)
        }
        let old = [Roster.unsealedHeading] + bare.dropFirst()
        try Files.replace(roster, with: Array(old.map { $0 + "\n" }.joined().utf8))
        let verify = run("verify")
        #expect(verify.exitCode == .done)
        #expect(verify.errors.contains("has no seals yet"))
        #expect(run("roster list").exitCode == .done)
        #expect(run("code reissue \(installation.station.code) --reason x").exitCode == .done)
        #expect(!run("verify").errors.contains("has no seals yet"))
        #expect(try lines(roster).allSatisfy { SealedLine.state(of: Array($0.utf8)) == .holds })
    }

    @Test func reportDoesNotAddACopyToItsOriginal() throws {
        let (backup, copy) = ("\(installation.directory.path)/backup", "\(installation.directory.path)/copy")
        #expect(run("backup \(backup)").exitCode == .done)
        #expect(CommandLineRun("restore \(backup) --data \(copy)").exitCode == .done)
        let report = CommandLineRun("report --data \(installation.data) --data \(copy)")
        #expect(report.exitCode == .failed && report.output.isEmpty)
        #expect(report.errors.contains("every message would be counted twice"))
        #expect(CommandLineRun("report --data \(copy)").exitCode == .done)
    }

    @Test func saysWhatAMissingSecretMeans() throws {
        let settings = "--set handler=x --set contact=x --set retention=x"
        _ = CommandLineRun("init --data \(installation.data) \(settings)")
        try Files.remove("\(installation.data)/secret")
        for line in ["inbox list", "serve --listen 127.0.0.1:0"] {
            let run = run(line)
            #expect(run.exitCode == .failed)
            #expect(run.errors.contains("no query code that was handed out opens its receipt without it"))
            #expect(run.errors.contains("liaison restore"))
        }
        #expect(try Files.status("\(installation.data)/secret") == nil)
    }
}
