import LiaisonHTTP
import LiaisonSystem

/// Server CPU for each request of a form page, beside nginx and Go.
enum HTTPBenchmark: Benchmark {
    static let name = "http"

    static func run(_ arguments: [String]) throws {
        if arguments.count == 4, arguments[0] == "serve", let address = SocketAddress(arguments[1]),
            let loops = Int(arguments[3])
        {
            return try PageServer.run(on: address, page: arguments[2], loops: loops)
        }
    }
}
