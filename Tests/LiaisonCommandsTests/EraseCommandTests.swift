import LiaisonCases
import LiaisonCodes
import LiaisonStore
import LiaisonSystem
import LiaisonText
import Testing

@Suite struct EraseCommandTests {
    let installation: CaseInstallation

    init() throws { installation = try CaseInstallation() }

    @Test func leavesNothingForGrepInTheStoreAndInPulledCopies() throws {
        let maildir = "\(installation.directory.path)/mail"
        #expect(installation.run("inbox pull --to \(maildir)").exitCode == .done)
        #expect(try installation.files(containing: "张三丰").count == 1)
        let pulled = try CaseInstallation.files(below: "\(maildir)/new")
        #expect(pulled.count == 1)
        let run = installation.run("erase \(installation.number) --reason requested")
        #expect(run.exitCode == .done)
        #expect(run.errors == "The content of \(installation.number) has been erased.\n")
        #expect(installation.run("inbox pull --to \(maildir)").exitCode == .done)
        // The text of a mail is encoded; of the tombstone that stands in its place the header tells.
        for path in pulled {
            #expect(String(decoding: try Files.read(path), as: UTF8.self).contains("\nLiaison-Erased: "))
        }
        for word in ["张三丰", "13800000000", "路灯"] {
            #expect(try installation.files(containing: word) == [])
        }
        #expect(installation.run("verify").exitCode == .done)
    }

    @Test func saysThatItWasDoneBefore() throws {
        #expect(installation.run("erase \(installation.number)").exitCode == .done)
        let again = installation.run("erase \(installation.number)")
        #expect(again.exitCode == .done)
        #expect(again.errors.contains("was erased before"))
    }

    @Test func takesTheWordsOfEntriesAndNoticesToo() throws {
        let station = "--station SS00"
        let posted = installation.run("notice post \(station) --title 电话13811112222 --json")
        let notice = try #require(
            try JSON(parsing: Array(posted.output.utf8))["notices"]?.elements?.first?["notice"]?.text)
        #expect(try installation.files(containing: "13811112222").count == 1)
        let run = installation.run("erase \(notice) --reason 误发")
        #expect(run.exitCode == .done)
        #expect(run.errors.hasSuffix("The content of \(notice) has been erased.\n"))
        #expect(try installation.files(containing: "13811112222") == [])
        #expect(try installation.files(containing: "误发").count == 1)
        #expect(installation.run("verify").exitCode == .done)
        #expect(installation.run("erase \(notice) --due").exitCode == .usage)
        #expect(installation.run("erase SS00-N251224-00000").exitCode == .usage)
    }

    @Test func knowsNoSuchCase() throws {
        let other = CaseNumber(
            station: try #require(StationID("SS00")), date: CivilDate(daysSince1970: 20_000), value: 1)
        #expect(installation.run("erase \(other)").exitCode == .failed)
    }
}

/// An installation with one station and one case that names its sender.
struct CaseInstallation {
    let directory: TemporaryDirectory
    let data: String
    let number: CaseNumber

    init() throws {
        directory = try TemporaryDirectory()
        data = "\(directory.path)/data"
        _ = CommandLineRun("init --data \(data) --base-url https://llz.example.gov.cn --name x")
        let stations = "\(directory.path)/stations.csv"
        try Files.create(
            stations, with: Array("id,name,parent,address,phone,reception\nSS00,韶山总站,,,,\n".utf8))
        _ = CommandLineRun("roster import \(stations) --data \(data)")
        try Files.remove(stations)
        let secret = try #require(Hex.decode(try Files.read("\(data)/secret").prefix(64)))
        let ledger = try Ledger(directory: DataDirectory(at: data), secret: secret, committers: 1)
        let station = try #require(StationID("SS00"))
        let words = Event.Personal(text: "路灯坏了", name: "张三丰", phone: "13800000000")
        number = try ledger.perform(
            .submission(
                Submission(
                    station: station, to: try Code(parsing: "0000000"), channel: .scan, topic: nil,
                    personal: words, nonce: [1, 2, 3])), station: station
        ).caseNumber
        ledger.stop()
    }

    func run(_ line: String) -> CommandLineRun {
        CommandLineRun(line, environment: ["LIAISON_DATA": data, "LANG": "C"])
    }

    /// All files of the installation and beside it that hold `text`: grep -r.
    func files(containing text: String) throws -> [String] {
        try Self.files(below: directory.path).filter {
            String(decoding: try Files.read($0), as: UTF8.self).contains(text)
        }
    }

    static func files(below path: String) throws -> [String] {
        try Files.names(in: path).flatMap { name in
            let inner = "\(path)/\(name)"
            return try Files.status(inner)?.isDirectory == true ? try files(below: inner) : [inner]
        }
    }
}
