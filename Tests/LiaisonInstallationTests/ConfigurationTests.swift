import LiaisonInstallation
import LiaisonSystem
import Testing

@Suite struct ConfigurationTests {
    private func parse(_ text: String) throws(InstallationError) -> Configuration {
        try Configuration(parsing: Array(text.utf8), path: "c")
    }

    @Test func readsKeysValuesAndComments() throws {
        let configuration = try parse("# 说明\n\nname = 韶山市人大 = 测试 \r\nlisten=0.0.0.0:80\n")
        #expect(configuration[.name] == "韶山市人大 = 测试")
        #expect(configuration[.listen] == "0.0.0.0:80")
        #expect(configuration[.admin] == "127.0.0.1:8081")
        #expect(configuration.source(of: .name) == .file(line: 3))
        #expect(configuration.source(of: .admin) == .builtIn)
        #expect(configuration.blanks == [.baseURL, .handler, .contact, .retention])
    }

    @Test func namesTheLineThatIsNotUnderstood() {
        #expect(throws: InstallationError.badLine(path: "c", line: 2, text: "oops")) {
            try parse("name = x\noops")
        }
        #expect(throws: InstallationError.badValue(.listen, value: "80", path: "c", line: 1)) {
            try parse("listen = 80")
        }
    }

    @Test(arguments: [
        (Setting.icp, "湘ICP备00000000号-1", true), (.icp, "京ICP证030173号", true), (.icp, "", true),
        (.icp, "备案中", false), (.icp, "ICP备00000000号", false), (.icp, "湘ICP备号", false),
        (.police, "湘公网安备43010002000001号", true), (.police, "湘公网安备 43010002000001号", true),
        (.police, "湘公网安备4301000200000号", false), (.police, "43010002000001", false),
        (.police, "湘ICP备00000000号-1", false),
    ])
    func takesNumbersOfFilingsAlone(_ setting: Setting, _ value: String, _ isTaken: Bool) {
        #expect(setting.accepts(value) == isTaken)
    }

    @Test func leavesAloneWhatANewerReleaseMayKnow() throws {
        let configuration = try parse("name = x\nnotify_nobody = /bin/true\nlisten = 0.0.0.0:80")
        #expect(configuration.unknown.map(\.key) == ["notify_nobody"])
        #expect(configuration.unknown.map(\.line) == [2])
        #expect(configuration[.listen] == "0.0.0.0:80")
    }

    @Test(arguments: [
        ("https://llz.example.gov.cn", true), ("http://127.0.0.1:8080", true), ("https://", false),
        ("llz.example.gov.cn", false), ("https:///x", false), ("https://甲.cn", false),
        ("https://llz.example.gov.cn/?from=wall", false),
    ])
    func checksTheBaseURL(value: String, isGood: Bool) {
        #expect(Setting.baseURL.accepts(value) == isGood)
    }

    @Test func flagGoesBeforeEnvironmentBeforeFile() throws {
        var configuration = try parse("name = file\nhandler = file\ncontact = file")
        try configuration.takeEnvironment {
            ["LIAISON_HANDLER": "variable", "LIAISON_CONTACT": "variable"][$0]
        }
        try configuration.set(.contact, "flag", from: .flag)
        #expect(configuration[.name] == "file")
        #expect(configuration[.handler] == "variable")
        #expect(configuration[.contact] == "flag")
        #expect(configuration.source(of: .contact) == .flag)
    }

    @Test(arguments: [
        ("on", 900, 1200), ("messages 60", 60, 1200), ("lookups 5，messages 7", 7, 5),
    ])
    func readsTheRateAllowance(text: String, messages: Int, lookUps: Int) throws {
        let allowance = try parse("rate_limit = \(text)").rateAllowance
        #expect(allowance?.messages == messages)
        #expect(allowance?.lookUps == lookUps)
    }

    @Test(arguments: ["yes", "messages", "messages 0", "messages -1", "pages 3", ",", "messages 99999999"])
    func refusesAnotherRateLimit(text: String) {
        #expect(throws: InstallationError.badValue(.rateLimit, value: text, path: "c", line: 1)) {
            try parse("rate_limit = \(text)")
        }
    }

    @Test func aBlankLineMeansTheDefault() throws {
        let configuration = try parse("rate_limit =\nlisten =\ntopics =")
        #expect(configuration.rateAllowance == RateAllowance())
        #expect(configuration[.listen] == "127.0.0.1:8080")
        #expect(configuration.source(of: .listen) == .builtIn)
        #expect(configuration.source(of: .topics) == .file(line: 3))
        #expect(try parse("rate_limit = off").rateAllowance == nil)
    }

    @Test func splitsListsAtCommasOfBothWidths() throws {
        #expect(try parse("topics = 道路, 教育，其他,").list(.topics) == ["道路", "教育", "其他"])
    }
}
