import LiaisonText
import Testing

/// The station's shared inbox: who sees what before it is claimed, here and over the network.
@Suite struct SharedInboxEndToEndTests {
    let installation: Installation
    let server: RunningServer
    /// A matter written to the station, with a name; and one to a deputy of another station.
    let number: String

    init() throws {
        installation = try Installation()
        server = try RunningServer(installation.data)
        let officer = try Staff(installation, server, "--station", "SS07")
        let matter = try officer.json(
            "intake", "--station", "SS07", "--text", "路灯坏了", "--name", "张三", "--phone", "13800138000",
            "--topic",
            "道路交通")
        number = try #require(matter["case"]?.text)
    }

    private func deputies() throws -> [String] {
        try installation.roster().filter { $0["kind"]?.text == "deputy" && $0["station"]?.text == "SS07" }
            .compactMap { $0["code"]?.text }
    }

    @Test func aDeputyChoosesByTopicAndReadsAfterClaiming() throws {
        let code = try #require(try deputies().first)
        let deputy = try Staff(installation, server, "--deputy", code)
        #expect(try deputy.json("inbox", "list").elements?.isEmpty == true)
        let claimable = try deputy.json("inbox", "list", "--claimable")
        let item = try #require(claimable.elements?.first)
        #expect(claimable.elements?.count == 1)
        #expect(item["case"]?.text == number)
        #expect(item["topic"]?.text == "道路交通")
        #expect(item["due"]?.text != nil)
        #expect(item["excerpt"] == .null)
        let printed = try deputy.run(["inbox", "list", "--claimable", "--json"]).output
        for secret in ["路灯", "张三", "13800138000"] { #expect(!printed.contains(secret)) }
        // What may be claimed may not be read before.
        #expect(try deputy.run(["inbox", "show", number]).status == 1)
        let local = try Program.run(
            "inbox", "list", "--claimable", "--json", "--data", installation.data, "--deputy", code)
        #expect(local.output == printed)

        let table = try deputy.run(["inbox", "list", "--claimable"])
        #expect(table.output.contains(number))
        #expect(table.output.contains("道路交通"))
        #expect(try deputy.run(["claim", number]).status == 0)
        #expect(try deputy.json("inbox", "list", "--claimable").elements?.isEmpty == true)
        #expect(try deputy.json("inbox", "show", number)["name"]?.text == "张三")
    }

    @Test func theOtherOfTwoIsToldWhoWasFasterAndWhatToDo() throws {
        let codes = try deputies()
        let first = try Staff(installation, server, "--deputy", codes[0])
        let second = try Staff(installation, server, "--deputy", codes[1])
        #expect(try first.run(["claim", number]).status == 0)
        let late = try second.run(["claim", number])
        #expect(late.status == 1)
        #expect(late.talk.contains("has claimed it."), "\(late.talk)")
        #expect(late.talk.contains("liaison inbox list --claimable"), "\(late.talk)")
    }

    @Test func othersSeeWhatTheyMay() throws {
        let officer = try Staff(installation, server, "--station", "SS07")
        let office = try Staff(installation, server, "--office")
        for staff in [officer, office] {
            let items = try staff.json("inbox", "list", "--claimable").elements
            #expect(items?.map { $0["excerpt"]?.text } == ["路灯坏了"])
        }
        let stranger = try Staff(
            installation, server, "--deputy", try installation.code("deputy", station: "SS01"))
        #expect(try stranger.json("inbox", "list", "--claimable").elements?.isEmpty == true)
        #expect(try stranger.run(["claim", number]).status == 1)
    }

    @Test func whatIsClosedOrElsewhereWaitsForNobody() throws {
        let code = try #require(try deputies().first)
        let deputy = try Staff(installation, server, "--deputy", code)
        let officer = try Staff(installation, server, "--station", "SS07")
        #expect(try officer.run(["close", number, "--outcome", "explained", "--text", "已说明"]).status == 0)
        #expect(try deputy.json("inbox", "list", "--claimable").elements?.isEmpty == true)
        #expect(try officer.run(["reopen", number]).status == 0)
        #expect(try deputy.json("inbox", "list", "--claimable").elements?.count == 1)
        // Transferred, it waits at the other station.
        #expect(try officer.run(["transfer", number, "--to", "SS01"]).status == 0)
        #expect(try deputy.json("inbox", "list", "--claimable").elements?.isEmpty == true)
        let other = try Staff(
            installation, server, "--deputy", try installation.code("deputy", station: "SS01"))
        #expect(try other.json("inbox", "list", "--claimable").elements?.map { $0["case"]?.text } == [number])
    }
}
