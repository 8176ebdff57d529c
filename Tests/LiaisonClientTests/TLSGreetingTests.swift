import LiaisonSystem
import TestSupport
import Testing

@testable import LiaisonClient

/// What a server shows of itself, with OpenSSL's at the other end.
@Suite(.enabled(if: Shell.has("openssl"), "needs openssl"))
struct TLSGreetingTests {
    /// A server of OpenSSL that ends with the test.
    private struct Server {
        let directory: String
        let address: ServerURL
        private let process: String

        /// Makes an authority, a server's certificate for 30 days, and starts the server.
        init(options: String, chain: Bool = true) throws {
            let sent = chain ? "-cert_chain ca.pem" : ""
            directory = try Files.makeTemporaryDirectory(named: "liaison-tls")
            process = try Shell.transcript(
                of: """
                    cd \(directory)
                    exec 2>log
                    openssl req -x509 -newkey rsa:2048 -nodes -days 60 -subj /CN=authority -keyout ca.key -out ca.pem
                    openssl req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout key.pem -out server.csr
                    openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -days 30 -out own.pem
                    openssl s_server -accept 0 -cert own.pem -key key.pem \(sent) -www \(options) >out 2>&1 </dev/null &
                    echo $!
                    for _ in $(seq 200); do grep -q ACCEPT out && break; sleep 0.05; done
                    """
            ).filter { !$0.isWhitespace }
            let said = String(decoding: try Files.read("\(directory)/out"), as: UTF8.self)
            let line = try #require(said.split(separator: "\n").first { $0.hasPrefix("ACCEPT ") }, "\(said)")
            let port = try #require(line.split(separator: ":").last)
            address = try ServerURL("https://127.0.0.1:\(port)")
        }

        func stop() throws {
            _ = try Shell.transcript(of: "kill \(process)")
            try Files.removeTree(directory)
        }
    }

    @Test(arguments: [("-alpn h2,http/1.1", "h2"), ("-alpn http/1.1", "http/1.1"), ("", nil)])
    func tellsWhichProtocolTheServerPicks(_ options: String, _ picked: String?) throws {
        let server = try Server(options: options)
        let greeting = Result { try TLSGreeting(of: server.address) }
        try server.stop()
        #expect(try greeting.get().application == picked)
    }

    @Test func readsTheChainAndItsEnd() throws {
        let server = try Server(options: "")
        let greeting = Result { try TLSGreeting(of: server.address) }
        try server.stop()
        let certificates = try greeting.get().certificates
        #expect(certificates.map(\.isSelfSigned) == [false, true])
        let days = certificates.map {
            ($0.expires.milliseconds - WallClock.system.now.milliseconds) / 86_400_000
        }
        #expect(days == [29, 59])
    }

    @Test func seesAServerThatSendsItsOwnCertificateAlone() throws {
        let server = try Server(options: "", chain: false)
        let greeting = Result { try TLSGreeting(of: server.address) }
        try server.stop()
        #expect(try greeting.get().certificates.map(\.isSelfSigned) == [false])
    }

    @Test func saysThatAServerTakesNoOlderTLS() throws {
        let server = try Server(options: "-tls1_3")
        let greeting = Result { () throws(ClientError) in try TLSGreeting(of: server.address) }
        let name = server.address.authority
        try server.stop()
        #expect(throws: ClientError.speaksNoTLS(host: name)) { try greeting.get() }
    }

    @Test func saysThatNobodyKnowsAHost() throws {
        let nowhere = try ServerURL("https://nowhere.invalid")
        #expect(throws: ClientError.unknownHost("nowhere.invalid")) { try TLSGreeting(of: nowhere) }
    }
}
