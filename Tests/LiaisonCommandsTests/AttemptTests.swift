import LiaisonClient
import LiaisonCommands
import LiaisonSystem
import LiaisonText
import Synchronization
import Testing

/// Commands whose answer is lost, and the same command lines again.
@Suite struct AttemptTests {
    private let home: TemporaryDirectory

    init() throws { home = try TemporaryDirectory() }

    /// A server that does what it is told, once for each key, and loses its first answers.
    private final class ForgetfulServer: Transport {
        /// What comes instead of an answer, first to last; after them it answers.
        private let state: Mutex<(losses: [Result<ClientResponse, ClientError>], keys: [String])>

        init(_ losses: Result<ClientResponse, ClientError>...) { state = Mutex((losses, [])) }

        func lose(_ loss: Result<ClientResponse, ClientError>) { state.withLock { $0.losses.append(loss) } }

        /// The keys of all that was posted.
        var keys: [String] { state.withLock { $0.keys } }

        func send(_ request: ClientRequest) throws(ClientError) -> ClientResponse {
            if request.method == .get {
                let isList = !request.target.contains("whoami")
                return ClientResponse(
                    status: 200, fields: [("content-type", "application/json")],
                    body: Array((isList ? "[]" : #"{"kind":"office","name":"人大办"}"#).utf8))
            }
            let key = request.fields.first { $0.name == "Idempotency-Key" }?.value ?? ""
            let loss = state.withLock { state in
                state.keys.append(key)
                return state.losses.isEmpty ? nil : state.losses.removeFirst()
            }
            if let loss { return try loss.get() }
            let answer =
                request.target.hasSuffix("/cases")
                ? #"{"case":"SS00-251224-7K3ML","query_code":"X","url":"https://a/r/X"}"#
                : #"{"kind":"replied","to_name":"张三","due":"2026-01-24"}"#
            return ClientResponse(
                status: 201, fields: [("content-type", "application/json")], body: Array(answer.utf8))
        }
    }

    private static let host = "llz.example.gov.cn"
    private static let lost = Result<ClientResponse, ClientError>.success(
        ClientResponse(status: 500, fields: [("content-type", "text/html")], body: []))

    private func run(
        _ words: [String], _ server: ForgetfulServer, input: String? = nil,
        environment: [String: String]? = nil, at moment: Timestamp = CommandLineRun.moment
    ) throws -> CommandLineRun {
        let token = "\(home.path)/token"
        if try Files.status(token) == nil { try Files.create(token, with: Array("t".utf8), mode: 0o600) }
        return CommandLineRun(
            words + ["--server", Self.host, "--token-file", token],
            input: input.map { .bytes(Array($0.utf8)) } ?? .silentTerminal,
            environment: environment ?? ["HOME": home.path], transport: server, at: moment)
    }

    private static let number = "SS00-251224-7K3ML"

    static let writing: [[String]] = [
        ["ack", number, "--grade", "simple"], ["reply", number, "--text", "好"],
        ["ask", number, "--text", "哪里？"],
        ["close", number, "--outcome", "resolved", "--text", "已解决"], ["reopen", number],
        ["extend", number, "--until", "2026-02-16", "--reason", "等配件"], ["transfer", number, "--to", "SS01"],
        ["claim", number], ["assign", number, "--unit", "县交通局"], ["urge", number],
        ["intake", "--station", "SS00", "--text", "井盖"],
        ["quarantine", "release", number], ["quarantine", "discard", number, "--reason", "广告"],
        ["erase", number, "--yes"],
    ]

    @Test(arguments: writing)
    func theSameCommandLineAgainIsTheSameActUntilASureAnswer(words: [String]) throws {
        let server = ForgetfulServer(Self.lost)
        let first = try run(words, server)
        #expect(first.exitCode == .failed)
        #expect(
            first.errors.contains("It may have been done, or not. Run the same command again"),
            "\(first.errors)")
        #expect(!first.errors.contains("Nothing was changed"))
        let again = try run(words, server)
        #expect(again.exitCode == .done, "\(again.errors)")
        #expect(again.errors.hasPrefix("going on with the attempt of 2025-12-24 14:05"), "\(again.errors)")
        // A deliberate repetition after that is another act.
        #expect(try run(words, server).exitCode == .done)
        let keys = server.keys
        try #require(keys.count == 3)
        #expect(keys[0] == keys[1] && keys[1] != keys[2])
    }

    @Test func everyCommandThatTakesAKeyIsTested() {
        let tested = Self.writing.map { words in
            words.prefix(words[0] == "quarantine" ? 2 : 1).joined(separator: " ")
        }
        // What is written into registers, notices and reception days goes by one way of its own, `RecordSource`.
        let ofRecords = ["log", "notice", "reception"]
        let taking = CommandCatalog.commands.map { $0.description }
            .filter { $0.option("idempotency-key") != nil && !ofRecords.contains($0.path[0]) }.map(\.name)
        #expect(Set(taking) == Set(tested))
    }

    @Test func aTimeOutSaysThatItMayHaveBeenDone() throws {
        let server = ForgetfulServer()
        for _ in 0..<4 { server.lose(.failure(.malformed(host: Self.host, reason: "x"))) }
        let first = try run(["reply", Self.number, "--text", "好"], server)
        #expect(first.errors.contains("It may have been done"), "\(first.errors)")
    }

    @Test func aRefusalIsForgotten() throws {
        let refusal = ClientResponse(
            status: 409, fields: [("content-type", "application/problem+json")],
            body: Array(#"{"type":"/problems/refused","title":"It is closed."}"#.utf8))
        let server = ForgetfulServer(.success(refusal), .success(refusal))
        for _ in 0..<3 { _ = try run(["reply", Self.number, "--text", "好"], server) }
        #expect(Set(server.keys).count == 3)
    }

    @Test func otherWordsAreAnotherActAndTheFirstIsRecalled() throws {
        let server = ForgetfulServer(Self.lost)
        _ = try run(["reply", Self.number, "--text", "好"], server)
        let other = try run(["reply", Self.number, "--text", "好的"], server)
        #expect(other.exitCode == .done)
        #expect(
            other.errors.hasPrefix(
                "note: “reply” was tried on \(Self.number) at 2025-12-24 14:05 with other words"),
            "\(other.errors)")
        #expect(Set(server.keys).count == 2)
    }

    @Test func aCaseThatIsOutOfSightIsFoundByItsEndingAgain() throws {
        let server = ForgetfulServer(Self.lost)
        _ = try run(["transfer", Self.number, "--to", "SS01"], server)
        let again = try run(["transfer", "7K3ML", "--to", "SS01"], server)
        #expect(again.exitCode == .done, "\(again.errors)")
        let other = try run(["claim", "7K3ML"], server)
        #expect(other.errors.hasPrefix("liaison: no case number ends"), "\(other.errors)")
    }

    @Test func wordsThatWerePipedInAreKept() throws {
        let server = ForgetfulServer(Self.lost)
        let first = try run(["reply", Self.number], server, input: "修好了\n")
        #expect(first.errors.contains("when you run the same command again, add: --file "), "\(first.errors)")
        #expect(!first.errors.contains("Not sent"))
        // They are the same words, wherever they come from.
        #expect(try run(["reply", Self.number, "--text", "修好了"], server).exitCode == .done)
        #expect(Set(server.keys).count == 1)
    }

    @Test func whatCannotBeRememberedIsDoneAndSaysSo() throws {
        let server = ForgetfulServer()
        let words = ["reply", Self.number, "--text", "好"]
        let homeless = try run(words, server, environment: [:])
        #expect(homeless.exitCode == .done)
        #expect(homeless.errors.hasPrefix("neither HOME nor XDG_STATE_HOME is set"), "\(homeless.errors)")
        let nowhere = ["XDG_STATE_HOME": "/proc/nowhere"]
        let unwritable = try run(words, server, environment: nowhere)
        #expect(unwritable.exitCode == .done)
        #expect(
            unwritable.errors.hasPrefix("this machine can't remember the attempt"), "\(unwritable.errors)")
        server.lose(Self.lost)
        let lost = try run(words, server, environment: nowhere)
        let key = try #require(server.keys.last)
        #expect(lost.errors.contains("with --idempotency-key \(key) added"), "\(lost.errors)")
    }

    @Test func aKeyOfTheCommandLineIsTaken() throws {
        let server = ForgetfulServer(Self.lost)
        for _ in 0..<2 {
            _ = try run(["reply", Self.number, "--text", "好", "--idempotency-key", "k"], server)
        }
        #expect(server.keys == ["k", "k"])
    }
}
