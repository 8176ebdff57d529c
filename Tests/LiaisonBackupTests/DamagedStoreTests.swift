import LiaisonCases
import LiaisonCodes
import LiaisonInstallation
import LiaisonStore
import LiaisonSystem
import Testing

@testable import LiaisonBackup

/// What each kind of damage to each kind of file does to a backup: in the copy of before, in a new one, and in an
/// archive.
@Suite struct DamagedStoreTests {
    enum Kind: CaseIterable {
        case secret, tokens, roster, configuration, calendar, contacts, duties, templates, rules, segment,
            photo
    }
    enum Damage: CaseIterable { case lost, emptied, half, garbage, older }

    private static let all = Kind.allCases.flatMap { kind in Damage.allCases.map { (kind, $0) } }

    private let store: BackupFixture
    private let deputy: Code
    private let photo: String
    /// Each file as it was before it came to be what it is.
    private let earlier: [Kind: [UInt8]]

    init() throws {
        let store = try BackupFixture()
        self.store = store
        let deputy = Code.random()
        self.deputy = deputy
        var earlier: [Kind: [UInt8]] = [:]
        let segment = try Files.read("\(store.data)/\(store.segment)")
        let firstLine = try #require(segment.firstIndex(of: 0x0A))
        earlier[.segment] = Array(segment[...firstLine])
        earlier[.roster] = BackupFixture.roster()
        earlier[.secret] = Array("\(Hex.string([UInt8](repeating: 8, count: 32)))\n".utf8)
        earlier[.configuration] = Array("name = y\n".utf8)
        earlier[.calendar] = Array("2025-10-01 休\n".utf8)
        // The last one has left, and has taken the line along.
        let contacts = "code,station,channel,address\r\n,SS00,mail,a@example.org\r\n"
        earlier[.contacts] = Array(contacts.utf8)
        let duties = "key,duty,register,points\nvisit,走访,visit,2\n"
        earlier[.duties] = Array(duties.utf8)
        earlier[.templates] = Array("== 好\n已办。\n".utf8)
        earlier[.rules] = Array("第一条\n".utf8)
        earlier[.photo] = try SamplePhoto("grey.jpg").bytes
        let directory = try DataDirectory(examining: store.data)
        _ = try TokenFile.issue(.office, in: directory, at: BackupFixture.noon)
        earlier[.tokens] = try Files.read(directory.path(of: .tokens))
        _ = try TokenFile.issue(.station(BackupFixture.station), in: directory, at: BackupFixture.noon)
        try Files.replace("\(store.data)/roster/roster.jsonl", with: BackupFixture.roster(deputies: [deputy]))
        try Files.replace(
            "\(store.data)/liaison.conf",
            with: Array("name = x\nbase_url = https://llz.example.gov.cn\n".utf8))
        try Files.replace(
            "\(store.data)/calendar.txt", with: Array("2026-01-01 休\n2026-01-04 班 补班\n".utf8))
        try Files.replace(
            "\(store.data)/contacts.csv", with: Array("\(contacts)\(deputy),,wecom,robot\r\n".utf8))
        try Files.replace("\(store.data)/duties.csv", with: Array("\(duties)study,学习,training,1\n".utf8))
        try Files.replace("\(store.data)/templates.txt", with: Array("== 收到\n已收到。\n".utf8))
        try Files.replace("\(store.data)/rules.txt", with: Array("第二条 值班\n".utf8))
        // A segment of its own, which witnesses the first.
        let ledger = try store.ledger()
        let number = try ledger.submit("照片", nonce: "n9", to: deputy, photo: try SamplePhoto("dot.png"))
        ledger.stop()
        let folder = "stations/SS00/photos/\(number)"
        photo = "\(folder)/\(try Files.names(in: "\(store.data)/\(folder)")[0])"
        self.earlier = earlier
    }

    /// What the office may write as it likes.
    private static let typed: [Kind] = [.configuration, .calendar, .contacts, .duties, .templates, .rules]
    /// What of it is read as text alone: any text will do.
    private static let texts: [Kind] = [.templates, .rules]

    private func path(of kind: Kind) -> String {
        switch kind {
        case .secret: "secret"
        case .tokens: "tokens.jsonl"
        case .roster: "roster/roster.jsonl"
        case .configuration: "liaison.conf"
        case .calendar: "calendar.txt"
        case .contacts: "contacts.csv"
        case .duties: "duties.csv"
        case .templates: "templates.txt"
        case .rules: "rules.txt"
        case .segment: store.segment
        case .photo: photo
        }
    }

    /// Does a damage.
    ///
    /// - Returns: What the file was, and what it is.
    private func damage(_ kind: Kind, _ damage: Damage) throws -> (before: [UInt8], after: [UInt8]?) {
        let file = "\(store.data)/\(path(of: kind))"
        let before = try Files.read(file)
        let after: [UInt8]?
        switch damage {
        case .lost: after = nil
        case .emptied: after = []
        case .half: after = Array(before.prefix(before.count / 2))
        case .garbage: after = (0..<300).map { $0 % 3 == 0 ? 0xFF : 0 }
        case .older: after = earlier[kind]
        }
        if let after { try Files.replace(file, with: after) } else { try Files.remove(file) }
        return (before, after)
    }

    @Test(arguments: all)
    func keepsTheLastGoodCopy(kind: Kind, damage: Damage) throws {
        #expect(try store.backUp().findings.isEmpty)
        let path = path(of: kind)
        let (before, after) = try self.damage(kind, damage)
        // What is typed by hand may become anything that can be read.
        let isEdit = damage == .older && Self.typed.contains(kind)
        // Once more is no different.
        for _ in 0..<2 {
            let report = try store.backUp()
            let findings = report.findings.filter { $0.path == "\(store.data)/\(path)" }
            #expect(findings.count == (isEdit ? 0 : 1))
            #expect(findings.allSatisfy { if case .kept = $0.problem { true } else { false } })
            #expect(report.findings.count == findings.count)
            let copy = try Files.read("\(store.target)/data/\(path)")
            #expect(copy == (isEdit ? after : before))
            if let after, !isEdit {
                #expect(try Files.read("\(store.target)/damaged/\(path)") == after)
            } else {
                #expect(try Files.status("\(store.target)/damaged/\(path)") == nil)
            }
        }
        #expect(try store.restore().isWhole)
        // The remedy that the finding names.
        try Files.makeDirectory(Files.parent(of: "\(store.data)/\(path)"))
        try Files.replace("\(store.data)/\(path)", with: before)
        #expect(try store.backUp().findings.isEmpty)
        #expect(try Files.status("\(store.target)/damaged/\(path)") == nil)
    }

    @Test(arguments: all)
    func namesTheDamageInANewBackupAndInAnArchive(kind: Kind, damage: Damage) throws {
        let (_, after) = try self.damage(kind, damage)
        let reports = [try store.backUp(), try store.archive().report]
        for report in reports {
            let findings = report.findings.filter { $0.path == "\(store.data)/\(path(of: kind))" }
            #expect(findings.map(\.problem) == Self.problem(kind, damage).map { [$0(deputy)] } ?? [])
            #expect(report.findings.count == findings.count)
        }
        let copy = "\(store.target)/data/\(path(of: kind))"
        if let after, kind != .segment { #expect(try Files.read(copy) == after) }
        // The same again, although nothing has changed since.
        #expect(try store.backUp().findings == reports[0].findings)
    }

    /// What is wrong as far as nothing but the store itself can tell: a missing token, or another secret, it can't.
    private static func problem(
        _ kind: Kind, _ damage: Damage
    ) -> ((Code) -> BackupFinding.Problem)? {
        switch (kind, damage) {
        case (.secret, .lost), (.roster, .lost): { _ in .lacking(.essential) }
        case (.photo, .lost): { _ in .lacking(.named) }
        case (.segment, .lost), (.segment, .emptied), (.segment, .garbage):
            { _ in .lacking(.witnessed(lines: 3, found: 0)) }
        case (.segment, .half), (.segment, .older):
            { _ in .lacking(.witnessed(lines: 3, found: 1)) }
        case (_, .lost): nil
        case _ where texts.contains(kind): nil
        case (_, .emptied): { _ in .taken(.emptied) }
        case (.roster, .older): { .taken(.lacksCode($0.description)) }
        case (.photo, _): { _ in .taken(.foreignContent) }
        case (_, .older): nil
        case (_, .half), (_, .garbage): { _ in .taken(.unreadable) }
        }
    }

    @Test func keepsAllPhotosOfAStationThatLostThem() throws {
        try store.backUp()
        try Files.removeTree("\(store.data)/stations/SS00/photos")
        #expect(try store.backUp().findings.map(\.problem) == [.kept(.gone)])
        #expect(try Files.status("\(store.target)/data/\(photo)") != nil)
    }

    @Test func keepsAStationThatVanished() throws {
        try store.backUp()
        try Files.removeTree("\(store.data)/stations/SS00")
        let report = try store.backUp()
        #expect(report.findings.map(\.problem) == [.kept(.gone), .kept(.gone), .kept(.gone)])
        #expect(try store.restore().isWhole)
        #expect(try store.restore().verification.cases == 3)
    }

    @Test func letsGoOfAPhotoOnlyWhenItsCaseWasErased() throws {
        try store.backUp()
        try Files.removeTree("\(store.data)/stations/SS00/photos")
        try store.backUp()
        let number = try CaseNumber(parsing: String(photo.split(separator: "/")[3]))
        let ledger = try store.ledger()
        try ledger.erase(number)
        ledger.stop()
        #expect(try store.backUp().findings.isEmpty)
        #expect(try Files.status("\(store.target)/data/\(photo)") == nil)
    }

    @Test func takesAChangeOnPurposeWhenTheCopyHasBeenRemoved() throws {
        try store.backUp()
        _ = try damage(.secret, .older)
        try Files.remove("\(store.target)/data/secret")
        #expect(try store.backUp().findings.isEmpty)
        #expect(try Files.read("\(store.target)/data/secret") == earlier[.secret])
    }

    @Test func leavesOutTheSecretOnlyWhereTheStoreHasIt() throws {
        try store.backUp()
        _ = try damage(.secret, .older)
        #expect(try store.backUp(includesSecret: false).findings.map(\.problem) == [.kept(.gone)])
        try Files.replace("\(store.data)/secret", with: try Files.read("\(store.target)/data/secret"))
        #expect(try store.backUp(includesSecret: false).findings.isEmpty)
        #expect(try Files.status("\(store.target)/data/secret") == nil)
    }
}
