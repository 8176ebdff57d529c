import Glibc
import LiaisonHTTP
import LiaisonSystem

/// A server that answers every request with the same page, forms with photos among them: what the HTTP
/// benchmark measures and `Tests/Scripts/check_http_strain.py` strains.
enum PageServer {
    private struct Handler: RequestHandler {
        let response: Response

        func bodyLimit(for head: RequestHead) -> Int { 32 << 20 }
        func formLimits(for head: RequestHead) -> FormLimits? { FormLimits() }
        func handle(_ request: Request, _ responder: Responder) { responder.send(response) }
    }

    /// Serves until a signal ends the process.
    ///
    /// - Parameters:
    ///   - address: Where to listen.
    ///   - page: The file whose bytes every answer has.
    ///   - loops: Event-loop threads.
    /// - Throws: What reading the page or listening says.
    static func run(on address: SocketAddress, page: String, loops: Int) throws {
        let headers = [
            Header("Content-Type", "text/html; charset=utf-8"), Header("Cache-Control", "no-store"),
            Header("Content-Security-Policy", "default-src 'none'; style-src 'self'; form-action 'self'"),
            Header("X-Content-Type-Options", "nosniff"), Header("Referrer-Policy", "no-referrer"),
        ]
        let response = Response(status: .ok, headers: [Header(joining: headers)], body: try Files.read(page))
        var configuration = ServerConfiguration(address: address, loops: loops)
        configuration.spoolDirectory = Environment.value("TMPDIR") ?? "/tmp"
        let server = try Server(
            configuration: configuration,
            handler: Handler(response: response), observer: SilentObserver())
        try server.run()
        print("listening http://\(server.address)")
        fflush(nil)
        while true { pause() }
    }
}
