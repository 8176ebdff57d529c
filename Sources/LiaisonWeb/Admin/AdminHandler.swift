import LiaisonDesk
import LiaisonHTTP
import LiaisonSystem

/// The admin listener: `/livez`, `/readyz`, `/metrics`.
package struct AdminHandler: RequestHandler {
    private let site: Site
    private let metrics: ServiceMetrics
    private let readiness: Readiness
    private let lanes: Lanes

    /// - Parameters:
    ///   - site: The installation.
    ///   - metrics: What `/metrics` prints.
    ///   - readiness: What `/readyz` says.
    ///   - lanes: Where what may wait is done.
    package init(site: Site, metrics: ServiceMetrics, readiness: Readiness, lanes: Lanes) {
        self.site = site
        self.lanes = lanes
        self.metrics = metrics
        self.readiness = readiness
    }

    package func bodyLimit(for head: RequestHead) -> Int { 0 }

    package func handle(_ request: Request, _ responder: Responder) {
        guard request.method == .get else {
            return responder.send(
                Self.text(.methodNotAllowed, "GET only\n").with(Header("Allow", "GET, HEAD")))
        }
        switch String(decoding: request.path, as: UTF8.self) {
        case "/livez": responder.send(Self.text(.ok, "ok\n"))
        case "/readyz":
            if readiness.isDraining { return responder.send(Self.text(.serviceUnavailable, "draining\n")) }
            lanes.run(.upkeep, for: .service, request, responder) { [site] in
                switch site.ledger.intakeObstacle() {
                case .failure(let failure):
                    responder.send(Self.text(.serviceUnavailable, "store: \(failure)\n"))
                case .shortage(let shortage):
                    let figures = "\(shortage.available) bytes free, \(shortage.reserve) in reserve"
                    responder.send(Self.text(.serviceUnavailable, "store: \(figures)\n"))
                case nil:
                    // It goes on for all others, and here for what is left: another server would know no more.
                    let names = site.ledger.incompleteStations.map(\.description).joined(separator: ", ")
                    responder.send(Self.text(.ok, names.isEmpty ? "ok\n" : "ok, incomplete: \(names)\n"))
                }
            }
        case "/metrics":
            lanes.run(.upkeep, for: .service, request, responder) { [metrics, site] in
                let type = Header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                responder.send(
                    Response(
                        status: .ok, headers: PageHeaders.bare + [type], body: metrics.text(of: site),
                        route: "admin"))
            }
        default: responder.send(Self.text(.notFound, "not found\n"))
        }
    }

    package func refusal(of head: RequestHead?, _ reason: RefusalReason) -> Response {
        Self.text(reason.status, "\(reason.status.code)\n")
    }

    private static func text(_ status: Status, _ text: String) -> Response {
        Response(
            status: status,
            headers: PageHeaders.bare + [Header("Content-Type", "text/plain; charset=utf-8")],
            body: Array(text.utf8), route: "admin")
    }
}
