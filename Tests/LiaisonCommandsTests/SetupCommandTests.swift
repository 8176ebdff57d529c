import LiaisonCommands
import LiaisonSystem
import TestSupport
import Testing

@Suite struct SetupCommandTests {
    private let directory: TemporaryDirectory
    private let data: String

    init() throws {
        directory = try TemporaryDirectory()
        data = "\(directory.path)/data"
    }

    private func setUp(_ answers: [String], language: String = "C") -> CommandLineRun {
        CommandLineRun(
            ["setup", "--data", data], input: .bytes(Array(answers.map { "\($0)\n" }.joined().utf8)),
            environment: ["LANG": language])
    }

    private func value(_ setting: String) throws -> Substring? {
        String(decoding: try Files.read("\(data)/liaison.conf"), as: UTF8.self)
            .split(separator: "\n").first { $0.hasPrefix("\(setting) =") }
    }

    private let answers = ["https://llz.example.gov.cn", "云峰镇", "人大主席团", "0731-5555", "办结后三年", ""]

    @Test func asksSixQuestionsAndMakesTheInstallation() throws {
        let run = setUp(answers)
        #expect(run.exitCode == .done, "\(run.errors)")
        #expect(try value("base_url") == "base_url = https://llz.example.gov.cn")
        #expect(try value("retention") == "retention = 办结后三年")
        #expect(try value("icp") == "icp =")
        #expect(run.errors.contains("1/6 ") && run.errors.contains("6/6 "))
        #expect(CommandLineRun("serve --show-config --data \(data)").exitCode == .done)
    }

    @Test func asksAgainUntilTheAnswerCanStand() throws {
        let run = setUp(
            ["llz.example.gov.cn", "", answers[0]] + answers[1...4] + ["备案中", "湘ICP备00000000号-1"])
        #expect(run.exitCode == .done, "\(run.errors)")
        #expect(run.errors.split(separator: "\n").count { $0.hasPrefix("1/6 ") } == 3)
        #expect(try value("icp") == "icp = 湘ICP备00000000号-1")
    }

    @Test func writesNothingBeforeTheLastAnswer() throws {
        let run = setUp(Array(answers.prefix(5)))
        #expect(run.exitCode == .failed)
        #expect(run.errors.contains("liaison: not every question was answered, and nothing was written"))
        #expect(try Files.status(data) == nil)
    }

    @Test func keepsWhatIsSetAtEnter() throws {
        _ = setUp(answers)
        let secret = try Files.read("\(data)/secret")
        let run = setUp(["", "", "", "0731-6666", "", ""], language: "zh_CN.UTF-8")
        #expect(run.exitCode == .done, "\(run.errors)")
        #expect(run.errors.contains("现在是：云峰镇"))
        #expect(try value("contact") == "contact = 0731-6666")
        #expect(try value("name") == "name = 云峰镇")
        #expect(try Files.read("\(data)/secret") == secret)
    }

    /// The old one is printed on walls.
    @Test(arguments: [[], [""], ["yes"], ["https://llz.example.gov.cn"]])
    func changesNothingUntilAnotherAddressIsTypedTwice(answer: [String]) throws {
        _ = setUp(answers)
        let before = try DirectoryContents(of: data)
        let other = ["https://other.example.gov.cn", "", "", "0731-6666", "", ""]
        let refused = setUp(other + answer)
        #expect(refused.exitCode == .failed)
        #expect(refused.errors.contains("https://llz.example.gov.cn becomes https://other.example.gov.cn."))
        #expect(refused.errors.contains("it is still https://llz.example.gov.cn, and nothing was changed"))
        #expect(try DirectoryContents(of: data) == before)
        let run = setUp(other + [other[0]])
        #expect(run.exitCode == .done, "\(run.errors)")
        #expect(try value("base_url") == "base_url = https://other.example.gov.cn")
        #expect(try value("contact") == "contact = 0731-6666")
    }

    @Test func saysThatNothingWasChanged() throws {
        _ = setUp(answers)
        let before = try DirectoryContents(of: data)
        let run = setUp(["", "", "", "", "", ""])
        #expect(run.exitCode == .done, "\(run.errors)")
        #expect(run.errors.contains("Nothing was changed in \(data)."))
        #expect(!run.errors.contains("\nChanged"))
        #expect(try DirectoryContents(of: data) == before)
        // The same answers typed once more are no change either.
        #expect(setUp(answers).errors.contains("Nothing was changed in \(data)."))
        #expect(try DirectoryContents(of: data) == before)
    }
}
