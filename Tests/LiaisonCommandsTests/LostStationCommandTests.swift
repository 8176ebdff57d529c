import LiaisonCases
import LiaisonCodes
import LiaisonCommands
import LiaisonJournal
import LiaisonStore
import LiaisonSystem
import LiaisonText
import Testing

/// A station whose directory is gone, while another station's ledger points to a case of it.
@Suite struct LostStationCommandTests {
    private let installation: LedgerInstallation
    /// Where the other station's ledger points to the older case.
    private let pointer: String

    init() throws {
        installation = try LedgerInstallation()
        let secret = try #require(Hex.decode(try Files.read("\(installation.data)/secret").prefix(64)))
        let ledger = try Ledger(
            directory: DataDirectory(at: installation.data), secret: secret, committers: 1)
        let other = try #require(StationID("SS01"))
        _ = try ledger.perform(.referral(installation.old), station: other)
        ledger.stop()
        let inbox = "\(installation.data)/stations/SS01/inbox"
        let segment = try #require(try Files.names(in: inbox).first { $0.hasSuffix(".jsonl") })
        pointer = "\(inbox)/\(segment):2: \(installation.old) has no message"
    }

    private func run(_ line: String) -> CommandLineRun {
        installation.run(
            line.replacing("OLD", with: installation.old.description)
                .replacing("DIRECTORY", with: installation.directory.path))
    }

    static let readings = [
        "inbox list", "inbox list --json", "report", "report --json", "inbox export --format json",
        "inbox pull --to DIRECTORY/mail",
    ]

    @Test(arguments: readings)
    func aStationThatIsGoneIsNamedByWhoeverReads(line: String) throws {
        #expect(run(line).exitCode == .done)
        try Files.removeTree("\(installation.data)/stations/SS00")
        let run = run(line)
        #expect(run.exitCode == .partly, "\(run.output)\(run.errors)")
        #expect(run.errors.contains(pointer), "\(run.errors)")
    }

    @Test(arguments: readings)
    func aNewestSegmentThatIsGoneIsNamedByWhoeverReads(line: String) throws {
        try Files.remove(try installation.segment())
        let run = run(line)
        #expect(run.exitCode == .partly, "\(run.output)\(run.errors)")
        #expect(run.errors.contains(pointer), "\(run.errors)")
    }

    @Test func aCaseOfItIsNotSaidNotToBe() throws {
        #expect(run("inbox show OLD").exitCode == .done)
        let absent = run("inbox show \(installation.old.description.dropLast(5))7K3ML")
        try Files.removeTree("\(installation.data)/stations/SS00")
        let show = run("inbox show OLD")
        #expect(show.exitCode == .failed && show.errors != absent.errors)
        #expect(show.errors.contains(pointer))
    }

    @Test func verifyAndDoctorNameIt() throws {
        #expect(run("verify").exitCode == .done)
        try Files.removeTree("\(installation.data)/stations/SS00")
        let verify = run("verify")
        #expect(verify.exitCode == .failed && verify.output.contains(pointer))
        let json = try JSON(parsing: Array(run("verify --json").output.utf8))
        #expect(json["findings"]?.elements?.map { $0["kind"]?.text } == ["case-missing"])
        #expect(run("doctor").output.contains(pointer))
    }
}
