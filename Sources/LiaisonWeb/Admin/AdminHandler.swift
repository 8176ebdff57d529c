import LiaisonHTTP
import LiaisonSystem

/// The admin listener: `/livez`, `/readyz`, `/metrics`.
package struct AdminHandler: RequestHandler {
    private let site: Site
    private let serverMetrics: ServerMetrics
    private let ledgerMetrics: LedgerMetrics

    package init(site: Site, serverMetrics: ServerMetrics, ledgerMetrics: LedgerMetrics) {
        self.site = site
        self.serverMetrics = serverMetrics
        self.ledgerMetrics = ledgerMetrics
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
            site.ledger.onReader { [site] in
                if let failure = site.ledger.writeFailure() {
                    responder.send(Self.text(.serviceUnavailable, "store: \(failure)\n"))
                } else {
                    responder.send(Self.text(.ok, "ok\n"))
                }
            }
        case "/metrics":
            site.ledger.onReader { [self] in
                let type = Header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                responder.send(
                    Response(status: .ok, headers: PageHeaders.bare + [type], body: metrics(), route: "admin")
                )
            }
        default: responder.send(Self.text(.notFound, "not found\n"))
        }
    }

    package func refusal(of head: RequestHead?, _ reason: RefusalReason) -> Response {
        Self.text(reason.status, "\(reason.status.code)\n")
    }

    private func metrics() -> [UInt8] {
        var text = MetricsText()
        serverMetrics.write(to: &text)
        ledgerMetrics.write(to: &text)
        text.gauge(
            "liaison_ledger_writable", site.ledger.writeFailure() == nil ? 1 : 0,
            help: "Whether the store takes writes.")
        let roster = site.current.roster
        text.gauge("liaison_stations", roster.stations.count, help: "Stations in office.")
        text.gauge("liaison_deputies", roster.deputies.count, help: "Deputies in office.")
        return text.bytes
    }

    private static func text(_ status: Status, _ text: String) -> Response {
        Response(
            status: status,
            headers: PageHeaders.bare + [Header("Content-Type", "text/plain; charset=utf-8")],
            body: Array(text.utf8), route: "admin")
    }
}
