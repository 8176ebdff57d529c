import LiaisonClient
import LiaisonCommands
import LiaisonSystem
import LiaisonText
import Testing

/// `doctor --url`, with a service made of one answer; nobody listens at the address for the greeting.
@Suite struct OutsideDoctorTests {
    private struct Service: Transport {
        let answer: Result<ClientResponse, ClientError>
        var target = "/"

        func send(_ request: ClientRequest) throws(ClientError) -> ClientResponse {
            #expect(request.target == target)
            return try answer.get()
        }
    }

    private static let foot = "<footer><p><a href=\"/q\">查询</a>"
    private static let filing = "<p><a href=\"https://beian.miit.gov.cn/\">湘ICP备00000000号-1</a>"

    private static func page(_ text: String, status: Int = 200, type: String = "text/html; charset=utf-8")
        -> Service
    {
        Service(
            answer: .success(
                ClientResponse(status: status, fields: [("content-type", type)], body: Array(text.utf8))))
    }

    private func levels(_ service: Service, _ url: String = "https://127.0.0.1:1") throws -> [String: String]
    {
        let run = CommandLineRun(["doctor", "--url", url, "--json"], transport: service)
        var levels: [String: String] = [:]
        for finding in try #require(try JSON(parsing: Array(run.output.utf8)).elements) {
            levels[try #require(finding["check"]?.text)] = finding["level"]?.text
            #expect((finding["remedy"]?.text == nil) == (finding["level"]?.text == "ok"))
        }
        #expect((run.exitCode == .done) == !levels.values.contains("problem"))
        return levels
    }

    @Test func findsAGoodPageGood() throws {
        let found = try levels(Self.page("<p>x" + Self.foot + Self.filing))
        #expect(
            found == [
                "address": "warning", "certificate": "ok", "protocol": "warning", "redirect": "ok",
                "page": "ok",
                "filing": "ok",
            ])
    }

    /// Where the machine prefers English, so does the program that fetches the page, and its links stay there.
    @Test func knowsOurPageInEnglish() throws {
        let foot = Self.foot.replacing("/q", with: "/q?lang=en")
        #expect(try levels(Self.page(foot + Self.filing))["page"] == "ok")
    }

    @Test func missesTheFilingNumber() throws {
        #expect(try levels(Self.page(Self.foot))["filing"] == "warning")
    }

    @Test func weighsThePage() throws {
        let rest = Self.foot + Self.filing
        let fitting = String(repeating: "x", count: 14 * 1024 - rest.utf8.count) + rest
        #expect(try levels(Self.page(fitting))["page"] == "ok")
        #expect(try levels(Self.page("x" + fitting))["page"] == "warning")
    }

    @Test func findsWhatIsNoPageOfOurs() throws {
        #expect(try levels(Self.page("<h1>Welcome to nginx!</h1>"))["page"] == "problem")
        #expect(try levels(Self.page(Self.foot, status: 502))["page"] == "problem")
        #expect(try levels(Self.page("{}", type: "application/json"))["page"] == "problem")
    }

    @Test func namesWhereARedirectLeads() throws {
        let service = Service(
            answer: .success(
                ClientResponse(status: 301, fields: [("location", "https://www.example.gov.cn/")])))
        let run = CommandLineRun(["doctor", "--url", "https://127.0.0.1:1"], transport: service)
        #expect(run.exitCode == .failed)
        #expect(
            run.output.contains("[problem] 127.0.0.1:1 sends on to https://www.example.gov.cn/: WeChat warns")
        )
    }

    @Test(arguments: [
        (ClientError.untrusted(host: "h", reason: "expired"), "certificate"),
        (.speaksNoTLS(host: "h"), "certificate"),
        (.unknownHost("h"), "reach"), (.refused(host: "h"), "reach"), (.torn(host: "h"), "reach"),
    ])
    func saysWhatKeepsThePageFromComing(_ error: ClientError, _ check: String) throws {
        let found = try levels(Service(answer: .failure(error)))
        #expect(found[check] == "problem")
        #expect(found["page"] == nil && found["protocol"] == nil)
    }

    @Test func asksForThePageOfACode() throws {
        var service = Self.page(Self.foot)
        service.target = ""
        #expect(try levels(service, "https://127.0.0.1:1/7K3M9Q4")["page"] == "ok")
    }

    @Test func refusesAnAddressWithoutHTTPS() {
        let run = CommandLineRun("doctor --url http://llz.example.gov.cn")
        #expect(run.exitCode == .usage)
        #expect(run.errors.contains("must start with https: WeChat doesn't open other addresses"))
        #expect(CommandLineRun("doctor --url https://a.cn --data /x").exitCode == .usage)
    }

    @Test func speaksChinese() {
        let run = CommandLineRun(
            ["doctor", "--url", "https://127.0.0.1:1"], environment: ["LANG": "zh_CN.UTF-8"],
            transport: Self.page(Self.foot))
        #expect(run.output.contains("[正常] 打开页面不经过跳转。\n"))
        #expect(run.output.contains("\n    在服务器上执行：liaison init --set icp=湘ICP备00000000号-1"))
    }
}
