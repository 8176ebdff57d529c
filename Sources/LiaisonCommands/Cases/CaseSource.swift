import LiaisonCases
import LiaisonClient
import LiaisonCodes
import LiaisonDesk
import LiaisonJournal
import LiaisonSystem
import LiaisonText
import LiaisonWeb

/// The cases of an inbox, wherever they are.
struct CaseSource {
    /// Where they are.
    let place: Place
    /// What this machine remembers of acts whose outcome isn't known.
    let attempts: Attempts
    /// Who reads what comes of it.
    let output: Output

    /// This machine's ledger, or a server's API.
    enum Place {
        case ledger(CaseDesk, Site)
        case server(ServerAPI)
    }

    init(_ origin: InboxOrigin, _ context: CommandContext) throws(CommandFailure) {
        output = context.standardOutput
        switch origin.choice(context) {
        case .ledger(let data, let viewer):
            let site = try Site.open(try context.dataDirectory(data), context)
            let scope = try viewer.scope(in: site.current.roster)
            let view = CaseView(scope, of: site, language: context.language)
            place = .ledger(CaseDesk(view, of: site), site)
            let account = LedgerInbox(site, scope: scope, language: context.language).account
            attempts = Attempts(of: "\(account.server) \(scope)", context)
        case .server(let server):
            let api = try server.connect(context).api
            place = .server(api)
            attempts = Attempts(of: api.account, context)
        }
    }

    /// One case with its events; a foreign one is as absent as one that never was.
    func show(_ number: CaseNumber) throws(CommandFailure) -> Sourced<CaseDetail> {
        switch place {
        case .ledger(let desk, _):
            .made(
                try present { () throws(SystemError) in try desk.view.caseFile(number).map(desk.view.detail) }
            )
        case .server(let api):
            .sent(
                try presentThere { () throws(ClientError) in
                    try api.document("cases/\(number)", limit: 1 << 24)
                })
        }
    }

    /// One case with its events, or nothing where a file of this machine's ledger that holds it can't be read.
    ///
    /// - Parameters:
    ///   - number: The case.
    ///   - skippingDamage: Whether such a file is passed over; the ledger's observer is told of it either way.
    /// - Returns: What ``show(_:)`` gives.
    /// - Throws: What it throws.
    func show(_ number: CaseNumber, skippingDamage: Bool) throws(CommandFailure) -> Sourced<CaseDetail>? {
        do throws(CommandFailure) {
            return try show(number)
        } catch {
            if skippingDamage, case .ledger = place, error.cause?.concernsOneFile == true { return nil }
            throw error
        }
    }

    /// A case's message as a file of RFC 5322, lines ended by CRLF.
    func message(_ number: CaseNumber) throws(CommandFailure) -> [UInt8] {
        switch place {
        case .ledger(let desk, _):
            try present { () throws(SystemError) in try desk.view.message(number)?.wireBytes }
        case .server(let api):
            try presentThere { () throws(ClientError) in
                try api.get("cases/\(number)/message.eml", accept: "message/rfc822", limit: 1 << 27).body
            }
        }
    }

    /// What this machine's ledger has; a failure that says that there is no such case where it has nothing.
    private func present<Value>(
        _ read: () throws(SystemError) -> Value?
    ) throws(CommandFailure) -> Value {
        let found: Value?
        do throws(SystemError) { found = try read() } catch { throw CommandFailure(error) }
        guard let found else { throw CommandFailure(LedgerError.absent) }
        return found
    }

    /// The same of a server, which says so with 404.
    private func presentThere<Value>(
        _ read: () throws(ClientError) -> Value
    ) throws(CommandFailure) -> Value {
        do throws(ClientError) {
            return try read()
        } catch {
            if case .problem(let problem) = error, problem.status == 404 {
                throw CommandFailure(LedgerError.absent)
            }
            throw CommandFailure(error)
        }
    }
}
