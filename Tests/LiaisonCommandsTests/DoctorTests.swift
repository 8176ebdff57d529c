import Glibc
import LiaisonSystem
import LiaisonText
import Testing

@testable import LiaisonCommands

@Suite struct DoctorTests {
    private let directory: TemporaryDirectory
    private let data: String

    init() throws {
        directory = try TemporaryDirectory()
        data = "\(directory.path)/data"
        let run = CommandLineRun(
            "init --data \(data) --base-url https://llz.example.gov.cn --name x --set handler=x --set contact=x "
                + "--set retention=x --set admin=127.0.0.1:1")
        #expect(run.exitCode == .done, "\(run.errors)")
    }

    private func findings(
        _ environment: [String: String] = [:], at moment: String? = nil
    ) throws -> (levels: [String: String], status: Int32, remedies: [String: String]) {
        let time = try moment.map { try #require(Timestamp(rfc3339: $0.utf8)) } ?? CommandLineRun.moment
        let run = CommandLineRun("doctor --json --data \(data)", environment: environment, at: time)
        var (levels, remedies): ([String: String], [String: String]) = ([:], [:])
        for finding in try #require(try JSON(parsing: Array(run.output.utf8)).elements) {
            let check = try #require(finding["check"]?.text)
            let level = try #require(finding["level"]?.text)
            // Of several findings of one check the worst counts.
            if levels[check] != "problem" { levels[check] = level }
            #expect((finding["remedy"]?.text == nil) == (level == "ok"))
            if let remedy = finding["remedy"]?.text { remedies[check] = remedy }
        }
        return (levels, run.exitCode.rawValue, remedies)
    }

    @Test func findsAFreshInstallationWithoutProblems() throws {
        let found = try findings()
        #expect(!found.levels.values.contains("problem"), "\(found)")
        #expect(found.levels["settings"] == "ok")
        #expect(found.levels["address"] == "ok")
        #expect(found.levels["permissions"] == "ok")
        #expect(found.levels["roster"] == "warning")
        #expect(found.levels["service"] == "ok")
        #expect(found.status == 0)
        #expect(try Files.names(in: data).allSatisfy { !$0.hasPrefix(".doctor") })
    }

    @Test(arguments: [
        ("http://llz.example.gov.cn", "warning"), ("https://llz.example.gov.cn:8443", "warning"),
        ("https://10.0.0.5", "warning"), ("https://[2001:db8::1]", "warning"), ("https://llz", "warning"),
        ("https://llz.example.gov.cn/llz", "warning"), ("https://llz.example.gov.cn/", "ok"),
    ])
    func judgesTheAddress(_ url: String, _ level: String) throws {
        let found = try findings(["LIAISON_BASE_URL": url])
        #expect(found.levels["address"] == level)
        #expect(found.status == 0)
    }

    @Test(arguments: [
        ("https://llz.example.gov.cn", "", "warning"),
        ("https://llz.example.gov.cn", "湘ICP备00000000号-1", "ok"),
        ("https://llz.example.test", "", "ok"), ("https://10.0.0.5", "", "ok"),
        ("http://llz.lan:8080", "", "ok"),
    ])
    func asksAPublicSiteForItsFilingNumber(_ url: String, _ icp: String, _ level: String) throws {
        let found = try findings(["LIAISON_BASE_URL": url, "LIAISON_ICP": icp])
        #expect(found.levels["filing"] == level)
        #expect(found.status == 0)
        if level == "warning" { #expect(found.remedies["filing"]?.contains("--set icp=") == true) }
    }

    @Test func saysWhatTellsTheSecretFromAnother() throws {
        #expect(try findings().levels["secret"] == "ok")
        // A release before 0.3.0 left none.
        try Files.remove("\(data)/secret.sha256")
        let found = try findings()
        #expect(found.levels["secret"] == "warning" && found.status == 0)
        #expect(found.remedies["secret"]?.contains("\(data)/secret.sha256") == true)
        #expect(try Files.status("\(data)/secret.sha256") == nil)
        let other = String(repeating: "0", count: 64)
        try Files.create("\(data)/secret.sha256", with: Array("\(other)  secret\n".utf8))
        #expect(try findings().levels["secret"] == "problem")
    }

    @Test func saysWhichTimerOfThePackageNobodyAskedFor() throws {
        let root = directory.path
        func found() -> [String] { Doctor.backupFindings(below: root).map { "\($0.key) \($0.level)" } }
        #expect(found().isEmpty, "without the package")
        let (units, wants) = ("\(root)/lib/systemd/system", "\(root)/etc/systemd/system/timers.target.wants")
        for path in [units, wants] {
            for (index, byte) in path.utf8.enumerated()
            where byte == UInt8(ascii: "/") && index > root.utf8.count {
                try Files.makeDirectory(String(path.prefix(index)))
            }
            try Files.makeDirectory(path)
        }
        for timer in ["liaison-backup.timer", "liaison-backup-check.timer"] {
            try Files.create("\(units)/\(timer)", with: [])
        }
        #expect(found() == ["doctor.backup.off warning", "doctor.backup-check.off warning"])
        #expect(symlink("/lib/systemd/system/liaison-backup.timer", "\(wants)/liaison-backup.timer") == 0)
        #expect(found() == ["doctor.backup.on ok", "doctor.backup-check.off warning"])
    }

    @Test func namesAnAddressThatNoCodeCanHold() throws {
        let found = try findings(["LIAISON_BASE_URL": "https://llz..cn"])
        #expect(found.levels["settings"] == "problem")
        #expect(found.status == 1)
    }

    @Test(arguments: [
        ("LIAISON_LISTEN", "0.0.0.0:8080", "warning"), ("LIAISON_ADMIN", "0.0.0.0:1", "warning"),
        ("LIAISON_TRUSTED_PROXIES", "0.0.0.0/0", "problem"),
        ("LIAISON_TRUSTED_PROXIES", "10.0.0.0/8", "warning"),
        ("LIAISON_TRUSTED_PROXIES", "nonsense", "problem"),
        ("LIAISON_TRUSTED_PROXIES", "127.0.0.1", "ok"),
    ])
    func judgesListenersAndProxies(_ variable: String, _ value: String, _ level: String) throws {
        #expect(try findings([variable: value]).levels["proxy"] == level)
    }

    @Test func namesBlanksAndTheCommandThatFillsThem() throws {
        _ = CommandLineRun("init --data \(data) --set contact=")
        let found = try findings()
        #expect(found.levels["settings"] == "problem")
        #expect(found.remedies["settings"] == "liaison init --data \(data) --set contact=...")
        #expect(found.status == 1)
    }

    @Test(arguments: [
        ("secret", 0o640, "chmod 600 "), ("tokens.jsonl", 0o666, "chmod o-w "), ("", 0o755, "chmod o-rwx "),
        ("tokens.jsonl", 0o604, "chmod 600 "), ("spool", 0o777, "chmod o-w "), ("cache", 0o777, "chmod o-w "),
        ("liaison.conf", 0o666, "chmod o-w "), ("stations/SS00", 0o777, "chmod o-w "),
        ("stations/SS00/inbox", 0o777, "chmod o-w "), ("stations/SS00/photos", 0o777, "chmod o-w "),
    ])
    func findsLooseModes(_ file: String, _ mode: UInt32, _ remedy: String) throws {
        let path = file.isEmpty ? data : "\(data)/\(file)"
        if file == "tokens.jsonl" { try Files.create(path, with: []) }
        if file.hasPrefix("stations/") { try Files.makeDirectory(path) }
        #expect(chmod(path, mode) == 0)
        let found = try findings()
        #expect(found.levels["permissions"] == "problem")
        #expect(found.remedies["permissions"] == remedy + path)
    }

    @Test(arguments: ["spool", "cache", "liaison.conf", "stations"])
    func warnsOfWhatOthersMayRead(_ file: String) throws {
        #expect(chmod("\(data)/\(file)", 0o755) == 0)
        let found = try findings()
        #expect(found.levels["permissions"] == "warning")
        #expect(found.remedies["permissions"] == "chmod o-rwx \(data)/\(file)")
    }

    @Test(arguments: ["spool", "stations"])
    func findsALinkInTheStore(_ file: String) throws {
        try Files.makeDirectory("\(directory.path)/elsewhere")
        try Files.removeTree("\(data)/\(file)")
        #expect(symlink("\(directory.path)/elsewhere", "\(data)/\(file)") == 0)
        #expect(try findings().levels["permissions"] == "problem")
    }

    @Test func namesABadLineOfTheCalendarAndTheYearsThatItLacks() throws {
        try Files.replace("\(data)/calendar.txt", with: Array("2026-01-01 休\n春节 休\n".utf8))
        let found = try findings()
        #expect(found.levels["calendar"] == "problem")
        #expect(found.status == 1)
    }

    @Test(arguments: [("2026-09-30T12:00:00+08:00", "ok"), ("2026-10-01T12:00:00+08:00", "warning")])
    func asksForNextYearsCalendarInAutumn(_ moment: String, _ level: String) throws {
        try Files.replace("\(data)/calendar.txt", with: Array("2026-01-01 休\n".utf8))
        let found = try findings(at: moment)
        #expect(found.levels["calendar"] == level)
        #expect(found.status == 0)
    }

    @Test func findsAFileThatIsNoSegment() throws {
        let inbox = "\(data)/stations/SS00/inbox"
        try Files.makeDirectory(inbox)
        try Files.create("\(inbox)/2026-11-0001.jsonl", with: Array("\u{0}\u{0}".utf8))
        #expect(try findings().levels["segments"] == "problem")
    }

    @Test func goesOnWhenTheRosterIsDamaged() throws {
        try Files.makeDirectory("\(data)/roster")
        try Files.replace("\(data)/roster/roster.jsonl", with: Array("nonsense\n".utf8))
        let found = try findings()
        #expect(found.levels["roster"] == "problem")
        #expect(found.levels["space"] != nil)
        #expect(found.status == 1)
    }

    @Test(.enabled(if: Environment.program("zbarimg") != nil, "needs zbar-tools"))
    func readsItsOwnCodeBack() throws {
        let stations = "\(directory.path)/stations.csv"
        try Files.create(stations, with: Array("id,name,parent\nSS00,韶山总站,\n".utf8))
        #expect(CommandLineRun("roster import --data \(data) \(stations)").exitCode == .done)
        let run = CommandLineRun("doctor --data \(data)")
        #expect(run.output.contains("[ok] zbar reads https://LLZ.EXAMPLE.GOV.CN/"))
    }

    @Test func speaksChinese() throws {
        let run = CommandLineRun("doctor --data \(data)", environment: ["LANG": "zh_CN.UTF-8"])
        #expect(run.output.contains("[正常] 启动服务所需的设置均已填写。"))
    }
}
