import LiaisonCommands
import LiaisonSystem
import Testing

@Suite struct InitCommandTests {
    private let directory: TemporaryDirectory
    private var data: String { "\(directory.path)/data" }

    init() throws { directory = try TemporaryDirectory() }

    private func settings() throws -> [Substring] {
        let text = String(decoding: try Files.read("\(data)/liaison.conf"), as: UTF8.self)
        return text.split(separator: "\n").filter { !$0.hasPrefix("#") }
    }

    @Test func makesADirectoryAndNamesWhatIsBlank() throws {
        let run = CommandLineRun("init --data \(data) --base-url https://llz.example.gov.cn --name 韶山站")
        #expect(
            run.errors == """
                Made the data directory \(data).
                Still blank, and needed before the service starts: handler, contact, retention. Fill in with \
                “liaison init --data \(data) --set handler=... --set contact=... --set retention=...”.

                """)
        #expect(run.output.isEmpty)
        #expect(run.exitCode == .done)
        #expect(try settings().contains("base_url = https://llz.example.gov.cn"))
        #expect(try settings().contains("name = 韶山站"))
    }

    @Test func changesSettingsAndKeepsTheRest() throws {
        _ = CommandLineRun("init --data \(data) --base-url https://llz.example.gov.cn --name 韶山站")
        let run = CommandLineRun(
            ["init", "--set", "handler=人大常委会 办公室", "--set", "contact=1", "--set=retention=办结后三年"],
            environment: ["LIAISON_DATA": data])
        #expect(
            run.errors == """
                Changed \(data)/liaison.conf.
                Next: “liaison roster import --data \(data) FILE...”, then “liaison serve --data \(data)”.
                To keep it running as a service: with the package, “systemctl enable --now liaison.service”; else start from the sample liaison.service, see DEPLOYMENT.md.

                """)
        #expect(try settings().contains("handler = 人大常委会 办公室"))
        #expect(try settings().contains("name = 韶山站"))
    }

    @Test func saysWhichAddressHangsOnWalls() {
        _ = CommandLineRun("init --data \(data) --base-url https://llz.example.gov.cn --name x")
        let same = CommandLineRun("init --data \(data) --base-url https://llz.example.gov.cn --name y")
        #expect(!same.errors.contains("becomes"))
        let other = CommandLineRun("init --data \(data) --set base_url=https://other.example.gov.cn")
        #expect(
            other.errors.contains(
                "The address https://llz.example.gov.cn becomes https://other.example.gov.cn."))
        #expect(other.exitCode == .done)
    }

    @Test func leavesADirectoryInUseAlone() throws {
        _ = CommandLineRun("init --data \(data) --base-url https://llz.example.gov.cn --name 韶山站")
        let before = try Files.read("\(data)/liaison.conf")
        let run = CommandLineRun("init --data \(data)")
        #expect(run.errors.hasPrefix("liaison: \(data) is in use already\n"))
        #expect(run.exitCode == .failed)
        #expect(try Files.read("\(data)/liaison.conf") == before)
        let foreign = CommandLineRun("init --data \(directory.path) --name x")
        #expect(foreign.errors.hasPrefix("liaison: \(directory.path) is in use already\n"))
    }

    @Test func warnsOfAddressesThatWeChatRefuses() {
        let run = CommandLineRun("init --data \(data) --base-url http://10.0.0.1:8080 --name x")
        #expect(run.errors.contains("WeChat doesn't open addresses without https"))
        #expect(run.errors.contains("WeChat doesn't open addresses with a port"))
        #expect(run.exitCode == .done)
    }

    @Test(arguments: [
        ("--set nam=x", "--set “nam=x”: there is no setting “nam”; there is name."),
        ("--set name", "--set “name”: must be of the form key=value."),
        (
            "--base-url ftp://x",
            "--base-url “ftp://x”: must be like https://llz.example.gov.cn, in ASCII and without ? or #."
        ),
        ("--set listen=here", "--set “listen=here”: must be HOST:PORT, such as 127.0.0.1:8080."),
        ("--set drain_delay=-1", "--set “drain_delay=-1”: must be a whole number of seconds from 0 to 300."),
        ("--set name=a --set name=b", "“--set name=” may be given once only."),
        ("--set name=a --name b", "“--name” and “--set name=” exclude each other."),
    ])
    func refusesSettingsThatCannotBe(_ words: String, _ message: String) throws {
        let run = CommandLineRun("init --data \(data) \(words)")
        #expect(run.errors.hasPrefix("liaison: \(message)\n"))
        #expect(run.exitCode == .usage)
        #expect(try Files.status(data) == nil)
    }
}
