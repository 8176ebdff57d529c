import LiaisonClient
import LiaisonCommands
import LiaisonSystem
import LiaisonText
import Synchronization
import Testing

/// `contact` over the network, with a server made of answers.
@Suite struct RemoteContactTests {
    /// A server that keeps what it was asked; each method and path has one answer.
    private final class FakeServer: Transport, Sendable {
        let answers: [String: ClientResponse]
        private let asked = Mutex<[ClientRequest]>([])
        var requests: [ClientRequest] { asked.withLock { $0 } }

        init(_ answers: [String: ClientResponse]) { self.answers = answers }

        func send(_ request: ClientRequest) throws(ClientError) -> ClientResponse {
            asked.withLock { $0.append(request) }
            let answer = answers["\(request.method.rawValue) \(request.target)"]
            guard let answer else { throw .torn(host: request.server.authority) }
            return answer
        }
    }

    private static func json(_ text: String, status: Int = 200) -> ClientResponse {
        let type = status == 200 ? "application/json" : "application/problem+json"
        return ClientResponse(status: status, fields: [("content-type", type)], body: Array(text.utf8))
    }

    private let contact =
        #"{"code":"0000000","station":"SS00","name":"张三","channel":"mail","address":"a@b.cn","set":null,"over":false}"#
    private let absent = Self.json(
        #"{"type":"/problems/not-found","title":"There is no such thing","status":404,"detail":"Nobody."}"#,
        status: 404)

    private func run(_ words: [String], _ server: FakeServer, input: String = "") throws -> CommandLineRun {
        let home = try Files.makeTemporaryDirectory(named: "liaison-home")
        defer { do { try Files.removeTree(home) } catch { Issue.record(error) } }
        try Files.create("\(home)/token", with: Array("llz_right".utf8), mode: 0o600)
        return CommandLineRun(
            words + ["--server", "https://a.example", "--token-file", "\(home)/token"],
            input: .bytes(Array(input.utf8)), environment: ["HOME": home], transport: server)
    }

    @Test func setPutsTheContactAndTheAddressStandsInNoListOfProcesses() throws {
        let server = FakeServer(["PUT /api/v1/contacts/0000000": Self.json(contact)])
        let done = try run(
            ["contact", "set", "--deputy", "0000000", "--channel", "Mail"], server, input: "a@b.cn\n")
        #expect(done.exitCode == .done, "\(done.errors)")
        let request = try #require(server.requests.first)
        let body = try JSON(parsing: request.body)
        #expect(body["channel"]?.text == "mail" && body["address"]?.text == "a@b.cn")
        #expect(server.requests.count == 1)
    }

    @Test func whatTheServerRefusesIsSaidInItsWords() throws {
        let server = FakeServer(["PUT /api/v1/contacts/SS99": absent])
        let refused = try run(
            ["contact", "set", "--station", "SS99", "--channel", "mail", "--address", "a@b.cn"], server)
        #expect(refused.exitCode == .failed)
        #expect(refused.errors == "liaison: the server says: There is no such thing. Nobody.\n")
    }

    @Test func removeLooksFirstAndSaysWhereThereIsNone() throws {
        let none = FakeServer(["GET /api/v1/contacts/SS00": absent])
        #expect(try run(["contact", "remove", "--station", "SS00"], none).exitCode == .failed)
        #expect(none.requests.map(\.method) == [.get])
        let server = FakeServer([
            "GET /api/v1/contacts/SS00": Self.json(contact),
            "DELETE /api/v1/contacts/SS00": ClientResponse(status: 204),
        ])
        #expect(try run(["contact", "remove", "--station", "SS00"], server).exitCode == .done)
        #expect(server.requests.map(\.method) == [.get, .delete])
    }

    @Test func listPrintsWhatTheServerGives() throws {
        let server = FakeServer(["GET /api/v1/contacts": Self.json("[\(contact)]")])
        let list = try run(["contact", "list"], server)
        #expect(list.exitCode == .done && list.output.contains("a@b.cn") && list.output.contains("张三"))
        let json = try JSON(parsing: Array(run(["contact", "list", "--json"], server).output.utf8))
        #expect(json.elements?.first?["code"]?.text == "0000000")
    }
}
