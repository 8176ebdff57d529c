import Glibc
import LiaisonCommands
import LiaisonSystem
import Testing

/// Commands that read a store of which a part is damaged: they name it, show the rest, and end with 3.
@Suite struct DamagedStoreCommandTests {
    private let installation: LedgerInstallation
    /// The segment of the older case; the newer one's is sound.
    private let segment: String

    init() throws {
        installation = try LedgerInstallation()
        segment = try installation.segment()
    }

    /// Puts a line that is none between the opening and the older case's message.
    private func damageALine() throws {
        var lines = try Files.read(segment).split(separator: 0x0A)
        lines.insert(Array("nonsense".utf8)[...], at: 1)
        try Files.replace(segment, with: lines.flatMap { $0 + [0x0A] })
    }

    static let readings = [
        "inbox list", "inbox list --json", "inbox list --state closed", "inbox show OLD",
        "inbox show OLD --json",
        "inbox open OLD --with true", "inbox export --format json", "inbox export --format mbox",
        "inbox pull --to DIRECTORY/mail", "quarantine list", "report", "report --format csv",
    ]

    @Test(arguments: readings)
    func readingsNameADamagedLineAndEndWithThree(line: String) throws {
        try damageALine()
        let run = run(line)
        #expect(run.exitCode == .partly)
        #expect(run.errors.contains("\(segment):2: "))
        #expect(run.errors.contains("liaison verify --data \(installation.data)"))
    }

    @Test(arguments: readings)
    func readingsOfASoundStoreEndWithZero(line: String) {
        #expect(run(line).exitCode == .done)
    }

    /// As `| head` leaves when it has had its lines: what stands behind the first page isn't read, so nobody hears of damage.
    @Test func nothingMoreIsReadForAReaderWhoHasLeft() throws {
        try damageALine()
        try installation.submit(500, at: "2025-11-04T01:02:03Z")
        let later = try #require(Timestamp(rfc3339: "2025-11-15T01:02:03Z".utf8))
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        let writer = FileDescriptor(owning: ends[1])
        try FileDescriptor(owning: ends[0]).close()
        signal(SIGPIPE, SIG_IGN)
        let context = CommandContext(
            standardOutput: .descriptor(writer.rawValue), standardError: .memory(), standardInput: .bytes([]),
            environment: { [data = installation.data] in $0 == "LIAISON_DATA" ? data : nil },
            clock: .fixed(later), width: nil, arguments: ["inbox", "list"])
        #expect(runLiaison(in: context) == .done)
        #expect(installation.run("inbox list").exitCode == .partly)
    }

    @Test func whatCanBeReadIsListed() throws {
        try Files.remove(segment)
        try retryingOnInterrupt("symlink") { symlink("/etc/passwd", segment) }
        let list = installation.run("inbox list")
        #expect(list.output.contains(installation.new.description))
        #expect(!list.output.contains(installation.old.description))
        #expect(list.exitCode == .partly)
        // What may stand in the file can't be shown; that is a failure.
        #expect(run("inbox show OLD").exitCode == .failed)
        #expect(run("inbox show NEW").exitCode == .partly)
    }

    @Test func whatIsDoneIsDoneWhateverElseIsDamaged() throws {
        try damageALine()
        let reply = run("reply NEW --text 已处理")
        #expect(reply.exitCode == .done)
        #expect(reply.errors.contains("\(segment):2: "))
    }

    /// What the advice says is done as it stands, by a shell.
    @Test func theAdviceForADamagedSegmentKeepsTheLinesThatCameSinceTheBackup() throws {
        let whole = try Files.read(segment)
        let last = try #require(whole.dropLast().lastIndex(of: 0x0A))
        try Files.replace(segment, with: Array(whole[...last]))
        let backup = "\(installation.directory.path)/backup"
        _ = run("backup \(backup)")
        var damaged = whole
        damaged[last / 2] ^= 1
        try Files.replace(segment, with: damaged)
        let again = run("backup \(backup)")
        #expect(again.exitCode == .partly)
        let advice = try #require(again.errors.firstRange(of: "dd if=")).lowerBound
        let command = try #require(again.errors[advice...].split(separator: ";").first)
        #expect(command.contains(segment) && !again.errors.contains("cp -p \(backup)"))
        #expect(system(String(command)) == 0)
        #expect(try Files.read(segment) == whole)
        #expect(run("backup \(backup)").exitCode == .done)
    }

    private func run(_ line: String) -> CommandLineRun {
        let words = line.replacing("OLD", with: installation.old.description)
            .replacing("NEW", with: installation.new.description)
            .replacing("DIRECTORY", with: installation.directory.path)
        return CommandLineRun(
            words,
            environment: [
                "LIAISON_DATA": installation.data, "XDG_RUNTIME_DIR": installation.directory.path,
            ])
    }
}
