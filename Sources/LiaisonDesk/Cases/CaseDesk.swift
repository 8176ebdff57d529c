import LiaisonCases
import LiaisonCodes
import LiaisonInstallation
import LiaisonRoster
import LiaisonSystem

/// Where deputies and officers act on cases: the one place that decides who may do what, for the API and for the
/// commands on the server's machine alike.
package struct CaseDesk: Sendable {
    /// With whose eyes.
    package let view: CaseView
    let site: Site

    package init(_ view: CaseView, of site: Site) {
        self.view = view
        self.site = site
    }

    /// What an act has come to.
    package struct Deed: Sendable {
        /// The event that stands in the ledger.
        package let entry: LedgerEntry
        /// The case after it.
        package let file: CaseFile
    }

    /// Acts on a case; blocks on the disk.
    ///
    /// - Parameters:
    ///   - action: What to do.
    ///   - number: The case.
    ///   - key: The same for every repetition of the same act: nothing is done twice.
    /// - Returns: The event, of now or of the first time.
    /// - Throws: Why it wasn't done.
    package func perform(
        _ action: StaffAction, on number: CaseNumber, key: String
    ) throws(CaseActionError) -> Deed {
        let digest = ledger.keys.digest(ofKey: key, by: sender, on: number)
        var file = try file(number) { sees($0, action.verb) || view.had($0) || $0.contains(digest) }
        // Looked for first: after a transfer the case is out of sight, but the answer may have been lost.
        if let deed = try repeated(action, digest, file) {
            try writeAgain(deed, digest)
            return deed
        }
        guard sees(file.case, action.verb) else {
            // It is no secret to them that it is gone, and where to.
            guard let left = file.left(by: view.sees) else { throw .absent }
            throw .handedOver(to: left.case.to)
        }
        // It can't be undone, and takes away what a deputy or station may have to account for.
        if case .erase = action.verb, view.scope != .office { throw .forbidden }
        // Nor is it a deputy's to leave a matter out of the counts that somebody else has entered.
        if case .close(.mistaken, _) = action.verb, case .deputy = view.scope { throw .forbidden }
        let actor = try actor(onBehalfOf: action.onBehalfOf, where: isBeside(file.case.station))
        if case .claim = action.verb { file = try bringHome(file, actor, key) }
        let words = try words(action, file.case)
        let body = try body(action, actor, file.case)
        var act = CaseAction(number: number, body: body, actor: actor, key: digest, personal: words)
        act.nonce = file.case.nonceDigest
        try propose(act)
        return try deed(action, body, digest, number)
    }

    /// Proposes an act, a transfer to another station's ledger with what makes it known there.
    private func propose(_ act: CaseAction) throws(CaseActionError) {
        if case .transferred(_, let station) = act.body, station != act.number.station {
            // The target's ledger must know of the case before the case is the target's: a crash in between leaves
            // a pointer to a case that isn't, which nobody is shown. One that will be refused is not to be pointed to;
            // who closes it in this very moment leaves no more than such a pointer.
            do throws(LedgerError) { try ledger.check(act) } catch { throw CaseActionError(error) }
            try propose(.referral(act.number), to: station)
        }
        try propose(.action(act), to: act.number.station)
    }

    /// Whose keys they are: a token's, since two officers of one station may choose the same; on the server's own machine
    /// those of the scope. A deputy is meant by the first of their codes: what is sent again after they got another one is
    /// the same act.
    var sender: String {
        var scope = view.scope
        if case .deputy(let code) = scope, let first = roster.codes(ofHolderOf: code).first {
            scope = .deputy(first)
        }
        return view.token.map { "\(scope) \($0)" } ?? scope.description
    }

    /// Has an act of before stand in a line of this process's own: another's may yet be taken back.
    private func writeAgain(_ deed: Deed, _ digest: Digest) throws(CaseActionError) {
        let (event, value) = (deed.entry.event, deed.file.case)
        var act = CaseAction(
            number: value.number, body: event.body, actor: event.actor, key: digest, personal: event.personal)
        act.nonce = value.nonceDigest
        act.on = event.on
        try propose(.action(act), to: value.number.station)
    }

    private var ledger: Ledger { site.ledger }
    var roster: Roster { view.snapshot.roster }

    private func file(
        _ number: CaseNumber, where isVisible: (Case) -> Bool = { _ in true }
    ) throws(CaseActionError) -> CaseFile {
        // A station that never was must cost no more than a case that never was.
        guard roster.station(number.station) != nil else { throw .absent }
        let found: CaseFile?
        do throws(SystemError) { found = try ledger.caseFile(number, where: isVisible) } catch {
            throw .unavailable(error)
        }
        guard let found else { throw .absent }
        return found
    }

    func propose(_ proposal: Proposal, to station: StationID) throws(CaseActionError) {
        do throws(LedgerError) {
            _ = try ledger.perform(proposal, station: station)
        } catch {
            throw CaseActionError(error)
        }
    }

    /// The deed of the first time, when the key has been used.
    private func repeated(
        _ action: StaffAction, _ digest: Digest, _ file: CaseFile
    ) throws(CaseActionError) -> Deed? {
        guard let entry = file.entries.first(where: { $0.event.key == digest }) else { return nil }
        let event = entry.event
        guard event.body.kind == .known(action.verb.kind),
            means(action.onBehalfOf, event.actor?.onBehalfOf),
            entry.isErased || event.personal == action.words
        else { throw .keyReused }
        if case .claimed(let code) = event.body, let winner = file.case.claimedBy, winner != code {
            // Another server took a claim in the same instant, and it stands before this one in the fold.
            throw .refused(.claimed(by: winner))
        }
        return Deed(entry: entry, file: file)
    }

    /// What the ledger holds now of an act that it has taken, or held already.
    private func deed(
        _ action: StaffAction, _ body: Event.Body, _ digest: Digest, _ number: CaseNumber
    ) throws(CaseActionError) -> Deed {
        let file = try file(number)
        if let deed = try repeated(action, digest, file) { return deed }
        // Nothing was written where the case was so already, such as graded alike.
        // An erasure may have been recorded with another reason before.
        let isErasure = if case .erase = action.verb { true } else { false }
        let found = file.entries.last { entry in
            entry.event.body == body || (isErasure && entry.event.body.kind == .known(action.verb.kind))
        }
        guard let entry = found else { throw .unavailable(nil) }
        return Deed(entry: entry, file: file)
    }
}

// MARK: Who may do what

extension CaseDesk {
    /// Whether the caller may act on a case; a deputy may claim what the station shares, and is told who did.
    private func sees(_ value: Case, _ verb: StaffAction.Verb) -> Bool {
        if verb == .release || verb == .discard { return view.screens(value) }
        if view.sees(value) { return true }
        guard verb == .claim, case .deputy(let code) = view.scope, !value.isHidden else {
            return false
        }
        return roster.incumbent(of: code) != nil && view.isAtHome(value.station)
            && (view.isShared(value) || value.claimedBy != nil)
    }

    private func words(_ action: StaffAction, _ value: Case) throws(CaseActionError) -> Event.Personal? {
        let words = action.words
        if (words?.text?.unicodeScalars.count ?? 0) > StaffAction.textLimit { throw .invalid(member: "text") }
        let isNeeded: Bool
        switch action.verb {
        case .reply, .ask, .extend: isNeeded = true
        // Whoever has read an answer, or asked to have it withdrawn, may be spared another text.
        case .close(let outcome, let reference):
            if let reference, outcome != .suggestion || !StaffAction.isName(reference) {
                throw .invalid(member: "reference")
            }
            isNeeded =
                outcome == .mistaken || (value.state != .replied && outcome != .withdrawn)
        case .assign(let unit, _):
            if !StaffAction.isName(unit) { throw .invalid(member: "unit") }
            isNeeded = false
        case .discard: isNeeded = true
        case .acknowledge, .reopen, .transfer, .claim, .release, .urge: isNeeded = false
        // It would go with the words that are erased.
        case .erase:
            if words != nil { throw .invalid(member: "text") }
            isNeeded = false
        }
        if isNeeded, words?.text == nil { throw .invalid(member: "text") }
        return words
    }

    private func body(
        _ action: StaffAction, _ actor: Actor, _ value: Case
    ) throws(CaseActionError) -> Event.Body {
        switch action.verb {
        case .acknowledge(let grade): return .acknowledged(grade)
        case .reply: return .replied
        case .ask: return .asked
        case .close(let outcome, _): return .closed(outcome)
        case .reopen: return .reopened
        case .extend(let date):
            let today = BeijingTime(site.clock.now).date
            // Beyond a year it is a slip of the finger, or no deadline any more.
            guard date > view.snapshot.deadlines.due(value), date > today, date <= today.adding(months: 12)
            else { throw .invalid(member: "until") }
            return .extended(until: date)
        case .transfer(let target):
            guard let (code, station) = addressee(target, of: value) else { throw .invalid(member: "to") }
            return .transferred(to: code, station: station)
        case .assign(_, let date):
            let today = BeijingTime(site.clock.now).date
            if let date, date < today || date > today.adding(months: 12) { throw .invalid(member: "until") }
            return .assigned(until: date)
        case .urge: return .urged
        case .release: return .released
        case .discard: return .discarded
        case .erase(let reason): return .erased(reason: reason)
        case .claim: return .claimed(by: try claimant(actor, value))
        }
    }

    /// The deputy who takes a case from the shared inbox: the caller, or the one for whom an officer acts.
    private func claimant(_ actor: Actor, _ value: Case) throws(CaseActionError) -> Code {
        var code = actor.onBehalfOf
        if case .deputy(let own) = view.scope { code = own }
        guard let code, case .deputy(let deputy)? = roster.state(of: code)?.holder,
            roster.isActive(deputy.code), let station = roster.stationInCharge(of: value.station),
            roster.stationInCharge(of: deputy.station)?.id == station.id
        else { throw .invalid(member: "for") }
        if let winner = value.claimedBy, !value.isOrphaned(in: roster) {
            guard roster.codes(ofHolderOf: deputy.code).contains(winner) else {
                throw .refused(.claimed(by: winner))
            }
            return winner
        }
        guard view.isShared(value) else { throw .refused(.notShared) }
        return deputy.code
    }

    /// Puts a case back into the shared inbox of the station that answers for it today, where somebody who left office had
    /// claimed it, or its station was closed: a claim holds for good, and at one station.
    ///
    /// - Returns: The case as it is then; as it was where a claim needs nothing of the kind.
    private func bringHome(
        _ file: CaseFile, _ actor: Actor, _ key: String
    ) throws(CaseActionError) -> CaseFile {
        let value = file.case
        guard value.isOrphaned(in: roster), let station = roster.stationInCharge(of: value.station),
            value.claimedBy != nil || station.id != value.station
        else { return file }
        // Refused before anything is written, as the claim itself would be.
        _ = try claimant(actor, value)
        var act = CaseAction(
            number: value.number, body: .transferred(to: station.code, station: station.id), actor: actor,
            key: ledger.keys.digest(ofKey: "\(key) home", by: sender, on: value.number))
        act.nonce = value.nonceDigest
        // Of two who claim at once the first has it, and the other is told.
        act.holder = value.to
        try propose(act)
        return try self.file(value.number)
    }
}
