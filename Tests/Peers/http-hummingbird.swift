// The HTTP benchmark's peer in Hummingbird 2, one page for every path. Built outside this repository, as the main
// file of a package that depends on https://github.com/hummingbird-project/hummingbird from 2.28.1; then
// python3 Tests/Peers/http.py --hummingbird PROGRAM
import Foundation
import HTTPTypes
import Hummingbird

let words = CommandLine.arguments[1].split(separator: ":")
guard let port = Int(words[1]), let referrerPolicy = HTTPField.Name("Referrer-Policy") else { fatalError() }
let page = ByteBuffer(bytes: try Data(contentsOf: URL(fileURLWithPath: CommandLine.arguments[2])))
let router = Router()
router.get("/{code}") { _, _ in
    Response(
        status: .ok,
        headers: [
            .contentType: "text/html; charset=utf-8", .cacheControl: "no-store",
            .contentSecurityPolicy: "default-src 'none'; style-src 'self'; form-action 'self'",
            .xContentTypeOptions: "nosniff", referrerPolicy: "no-referrer",
        ], body: .init(byteBuffer: page))
}
var application = Application(
    router: router, configuration: .init(address: .hostname(String(words[0]), port: port)))
application.logger.logLevel = .error
try await application.runService()
