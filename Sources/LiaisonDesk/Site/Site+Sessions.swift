import LiaisonCodes
import LiaisonInstallation
import LiaisonRoster
import LiaisonSystem

/// Somebody who is signed in to the desk, at the moment of the request.
package struct DeskSession: Sendable {
    /// What they may see and do today.
    package let scope: Scope
    /// The token or slip that they signed in with.
    package let record: TokenRecord
    /// The phone or PC.
    package let enrolment: Enrolment

    /// - Parameters:
    ///   - scope: What they may see and do today.
    ///   - record: The token or slip that they signed in with.
    ///   - enrolment: The phone or PC.
    package init(scope: Scope, record: TokenRecord, enrolment: Enrolment) {
        (self.scope, self.record, self.enrolment) = (scope, record, enrolment)
    }
}

/// A cookie that was shown, at the moment of the request.
package enum SessionAdmission: Sendable {
    case open(DeskSession)
    /// The phone lay about for hours: who holds it has to prove to be the one.
    case idle(DeskSession)
    /// It was signed in once, by what opens nothing any more.
    case closed(TokenClosure)
    /// It isn't signed in.
    case none
}

/// A slip's code that was shown, at the moment of the request.
package enum SlipAdmission: Sendable {
    /// It can be used.
    case open(Scope, TokenRecord)
    /// Somebody has used it; whose desk it opens, while it does.
    case used(Scope?, TokenRecord)
    /// Its time is over.
    case expired(since: Timestamp)
    /// It was revoked, or its holder isn't in office.
    case closed(TokenClosure)
    /// It was never printed.
    case unknown
}

extension Site {
    /// What a cookie opens now; blocks on the disk.
    ///
    /// A session never outlives what it rests on: its own file, the record of the token or slip, and the roster are asked
    /// for their status at every request, as for a token.
    ///
    /// - Parameter cookie: As a browser sent it.
    /// - Returns: What it opens.
    /// - Throws: What kept any of these from being read: nobody is let in on what was true before.
    package func admit(_ cookie: SessionCookie) throws(SiteError) -> SessionAdmission {
        let now = clock.now
        let limits = current.configuration.enrolmentLimits
        guard let record = try tokens.fresh().record(named: cookie.record),
            let enrolment = try SiteError.reading({ () throws(SystemError) in
                try enrolments.enrolment(of: cookie, at: now, limits)
            })
        else { return .none }
        try takeOverRoster()
        switch TokenStanding(record, roster: current.roster, at: now) {
        case .closed(let closure): return .closed(closure)
        case .open(let scope):
            if let since = current.roster.reissue(ofCodeOf: scope, since: enrolment.since) {
                return .closed(.codeReissued(since: since))
            }
            let session = DeskSession(scope: scope, record: record, enrolment: enrolment)
            if enrolment.isIdle(at: now, limits) { return .idle(session) }
            try SiteError.reading { () throws(SystemError) in try enrolments.note(enrolment, at: now) }
            return .open(session)
        }
    }

    /// What a slip opens now; blocks on the disk. Looking changes nothing.
    ///
    /// - Parameter slip: As it was scanned or typed.
    /// - Returns: What it opens, or why it opens nothing.
    /// - Throws: What kept tokens, roster or the used slips from being read.
    package func admit(_ slip: SlipCode) throws(SiteError) -> SlipAdmission {
        guard let record = try tokens.fresh().record(of: slip), let until = record.slipUntil else {
            return .unknown
        }
        try takeOverRoster()
        let standing = TokenStanding(record, roster: current.roster, at: clock.now)
        let isUsed = try SiteError.reading { () throws(SystemError) in try enrolments.isUsed(record) }
        switch standing {
        case .closed(let closure): return isUsed ? .used(nil, record) : .closed(closure)
        case .open(let scope):
            if isUsed { return .used(scope, record) }
            return until <= clock.now ? .expired(since: until) : .open(scope, record)
        }
    }

    /// Signs everybody out who signed in for the same desk: by whatever token or slip; blocks on the disk.
    ///
    /// - Parameter scope: Whose desk, as it is called today.
    /// - Throws: What kept one of them in.
    package func signOutEverywhere(_ scope: Scope) throws(SiteError) {
        for record in try records(for: scope) {
            try SiteError.reading { () throws(SystemError) in
                for enrolment in try enrolments.enrolments(on: record) { try enrolments.end(enrolment) }
            }
        }
    }

    /// The records of the tokens and slips that open somebody's desk today, or would if they were in force; the newest
    /// first; blocks on the disk.
    package func records(for scope: Scope) throws(SiteError) -> [TokenRecord] {
        let roster = current.roster
        return try tokens.fresh().records.reversed().filter { record in
            switch (record.scope, scope) {
            case (.deputy(let code), .deputy(let own)):
                code == own || roster.codes(ofHolderOf: own).contains(code)
            case (let first, let second): first == second
            }
        }
    }
}

extension Roster {
    /// When the code of whoever a scope is of was replaced by another after a moment, if it was.
    fileprivate func reissue(ofCodeOf scope: Scope, since moment: Timestamp) -> Timestamp? {
        let code: Code
        switch scope {
        case .office: return nil
        case .station(let id):
            guard let station = station(id) else { return nil }
            code = station.code
        case .deputy(let own): code = own
        }
        return codes(ofHolderOf: code).flatMap { history(of: $0) }
            .first { $0.kind == .reissued && $0.at > moment }?.at
    }

    /// The scopes of all that opens the same desks as some do: a deputy's former codes open the deputy's.
    package func desks(of scopes: [Scope]) -> Set<Scope> {
        var desks = Set(scopes)
        for case .deputy(let code) in scopes {
            desks.formUnion(codes(ofHolderOf: code).map { .deputy($0) })
        }
        return desks
    }
}

extension SiteError {
    /// Runs what the file system can refuse.
    package static func reading<Value>(_ body: () throws(SystemError) -> Value) throws(SiteError) -> Value {
        do throws(SystemError) { return try body() } catch { throw .installation(.system(error)) }
    }
}
