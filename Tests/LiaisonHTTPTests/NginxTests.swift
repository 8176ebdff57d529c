import Glibc
import LiaisonSystem
import Synchronization
import Testing

@testable import LiaisonHTTP

/// The table of wire texts through a real nginx: request smuggling would show as a request that reaches the
/// handler without the mark that nginx puts on each request it knows of, or as one mark that comes twice.
///
/// Needs Debian's nginx.
@Suite(.enabled(if: Tool.isInstalled("nginx"))) struct NginxTests {
    @Test(arguments: ["on", "off"])
    func noCaseReachesAHandlerTwice(requestBuffering: String) throws {
        let handler = MarkHandler()
        let server = try TestServer(handler)
        let nginx = try Nginx(before: server.address, requestBuffering: requestBuffering)
        // All at once: nginx answers what never ends only when its time is over.
        let clients = try WireCase.all.map { wireCase in
            let client = HeldClient(try TestClient(nginx.address))
            client.client.send(wireCase.wire)
            return client
        }
        var answered = 0
        for client in clients { answered += Answers(client.client.receiveBytesToEnd()).statuses.count }
        let marks = handler.marks
        #expect(marks.allSatisfy { !$0.isEmpty && !$0.contains(",") })
        #expect(Set(marks).count == marks.count)
        #expect(marks.count > 60)
        #expect(answered >= WireCase.all.count / 2)
    }

    @Test func theMarkTellsARequestThatNginxDoesNotKnow() throws {
        let handler = MarkHandler()
        let server = try TestServer(handler)
        let client = try TestClient(server.address)
        client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        #expect(client.receiveToEnd().hasPrefix("HTTP/1.1 200 OK"))
        #expect(handler.marks == [""])
    }
}

/// Writes down the mark of every request it is asked to handle.
private final class MarkHandler: RequestHandler {
    private let seen = Mutex<[String]>([])
    var marks: [String] { seen.withLock { $0 } }

    func bodyLimit(for head: RequestHead) -> Int { 100_000 }

    func handle(_ request: Request, _ responder: Responder) {
        let mark = request.headers.string("x-mark") ?? ""
        seen.withLock { $0.append(mark) }
        responder.send(Response(status: .ok, body: request.path))
    }
}

/// An nginx that passes everything on, as leniently as it can be told to.
private final class Nginx {
    let address: SocketAddress
    private let directory: String
    private let process: pid_t

    init(before server: SocketAddress, requestBuffering: String) throws {
        let directory = try Files.makeTemporaryDirectory(named: "nginx")
        self.directory = directory
        // A port that was free a moment ago; nginx can't pick one itself.
        address = try Listener(on: SocketAddress(.v4(0x7F00_0001), port: 0)).address
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map { "\($0)_temp_path \(directory)/\($0);" }.joined()
        let configuration = """
            worker_processes 1; daemon off; master_process off; error_log /dev/null; pid \(directory)/pid;
            events { worker_connections 2048; }
            http {
              access_log off; \(temporary)
              keepalive_timeout 1s; client_header_timeout 1s; client_body_timeout 1s; lingering_timeout 1s;
              ignore_invalid_headers off; underscores_in_headers on; merge_slashes off;
              large_client_header_buffers 8 32k;
              upstream liaison { server \(server); keepalive 16; }
              server {
                listen \(address);
                location / {
                  proxy_pass http://liaison; proxy_http_version 1.1; proxy_request_buffering \(requestBuffering);
                  proxy_set_header Connection ""; proxy_set_header X-Mark $connection-$connection_requests;
                  proxy_next_upstream off;
                }
              }
            }
            """
        try Files.create("\(directory)/nginx.conf", with: Array(configuration.utf8))
        var process = pid_t()
        let arguments = ["nginx", "-e", "/dev/null", "-c", "\(directory)/nginx.conf"]
        var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { pointers.forEach { free($0) } }
        let code = posix_spawnp(&process, "nginx", nil, nil, &pointers, environ)
        if code != 0 { throw SystemError("posix_spawnp", "nginx", code: Errno(code)) }
        self.process = process
        try waitUntilItListens()
    }

    /// Connects until somebody answers; nginx says nothing when it is ready.
    private func waitUntilItListens() throws {
        for attempt in 1... {
            do {
                _ = try TestClient(address)
                return
            } catch let error as SystemError where error.code == .connectionRefused && attempt < 1000 {
                usleep(5000)
            }
        }
    }

    deinit {
        // It inherited the signal mask of a thread that holds SIGTERM back.
        kill(process, SIGKILL)
        var status: Int32 = 0
        waitpid(process, &status, 0)
        do {
            try Files.removeTree(directory)
        } catch {
            Issue.record(error)
        }
    }
}
