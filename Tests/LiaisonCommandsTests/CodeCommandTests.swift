import LiaisonText
import Testing

@Suite struct CodeCommandTests {
    private let installation: TemporaryInstallation
    private let code: String

    init() throws {
        installation = try TemporaryInstallation()
        let files = [
            try installation.file("s.csv", "站点编号,站点名称\nSS00,韶山总站\n"),
            try installation.file("d.csv", "编号,姓名,站点编号,层级\nD1,张伟,SS00,县\n"),
        ]
        _ = installation.run("roster", "import", files[0], files[1])
        let list = try JSON(parsing: Array(installation.run("roster", "list", "--json").output.utf8))
        code = try #require(list.elements?.last?["code"]?.text)
    }

    @Test func showsTheHistoryOfACode() throws {
        let typed = "\(code.prefix(3).lowercased())-\(code.dropFirst(3))"
        #expect(
            installation.run("code", "history", typed).output == """
                \(code): 张伟 (SS00), in use
                TIME                           CHANGE    ID  NAME  STATION  DETAILS
                2025-12-24T14:05:09.123+08:00  assigned  D1  张伟  SS00

                """)
    }

    @Test func revokesACodeForAReason() throws {
        let run = installation.run("code", "revoke", code, "--reason", "stolen poster")
        #expect(run.exitCode == .done)
        #expect(run.output == "")
        let json = try JSON(parsing: Array(installation.run("code", "history", code, "--json").output.utf8))
        #expect(json.elements?.map { $0["kind"]?.text } == ["assigned", "revoked"])
        #expect(json.elements?.last?["reason"]?.text == "stolen poster")
        let again = installation.run("code", "revoke", code)
        #expect(again.exitCode == .failed)
        #expect(
            again.errors == """
                liaison: the code \(code) was revoked on 2025-12-24 already
                “liaison code reissue \(code)” gives a new one.

                """)
    }

    @Test func printsTheNewCodeAlone() throws {
        let run = installation.run("code", "reissue", code)
        let fresh = run.output.dropLast()
        #expect(fresh.count == 7)
        #expect(fresh != code)
        let history = try JSON(
            parsing: Array(installation.run("code", "history", String(fresh), "--json").output.utf8))
        #expect(history.elements?.first?["predecessor"]?.text == code)
        let list = try JSON(parsing: Array(installation.run("roster", "list", "--json").output.utf8))
        #expect(list.elements?.last?["code"]?.text == String(fresh))
        let again = installation.run("code", "reissue", code)
        #expect(again.errors.hasPrefix("liaison: the code \(code) was replaced on 2025-12-24 by \(fresh)\n"))
    }

    @Test(arguments: ["history", "revoke", "reissue"])
    func knowsNothingOfACodeNeverGiven(command: String) {
        let run = installation.run("code", command, "0000000")
        #expect(run.exitCode == .failed)
        #expect(run.errors.hasPrefix("liaison: the code 0000000 was never given to anyone\n"))
    }

    @Test func refusesAMistypedCode() {
        let run = installation.run("code", "history", "0000001")
        #expect(run.exitCode == .usage)
        #expect(run.errors.contains("the check symbol doesn't fit"))
    }
}
