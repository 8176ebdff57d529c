import LiaisonCodes
import LiaisonSystem

/// Why a code can't be revoked or replaced.
package enum CodeChangeError: Error, Equatable, Sendable {
    /// It was never given to anyone.
    case unknown(Code)
    /// It was taken out of use before; `successor` took its place, if any did.
    case alreadyRevoked(Code, since: Timestamp, successor: Code?)
    /// Its holder isn't in office.
    case holderRetired(CodeHolder, since: Timestamp)
}

extension Roster {
    /// Takes a code out of use; its holder stays in office, without a code until one is reissued.
    ///
    /// - Parameters:
    ///   - code: The code.
    ///   - reason: Why, in the words that the code's page and history show; may be empty.
    ///   - at: When.
    /// - Throws: When there is no such code, or it is out of use already.
    package mutating func revoke(_ code: Code, reason: String, at: Timestamp) throws(CodeChangeError) {
        guard let state = state(of: code), let place = place(of: code) else { throw .unknown(code) }
        if case .revoked(_, let since, _, let successor) = state {
            throw .alreadyRevoked(code, since: since, successor: successor)
        }
        note(
            CodeHistoryEntry(at: at, kind: .revoked, holder: state.holder, reason: reason), of: code,
            at: place)
    }

    /// Gives the holder of a code a new one; the old one is out of use from then on, if it wasn't already.
    ///
    /// - Parameters:
    ///   - code: The code to replace.
    ///   - reason: Why; may be empty.
    ///   - at: When.
    ///   - freshCode: Where candidates come from; those ever used are passed over.
    /// - Returns: The new code.
    /// - Throws: When there is no such code, it was replaced before, or its holder is retired.
    package mutating func reissue(
        _ code: Code, reason: String, at: Timestamp, freshCode: () -> Code = Code.random
    ) throws(CodeChangeError) -> Code {
        guard let state = state(of: code), let place = place(of: code) else { throw .unknown(code) }
        switch state {
        case .revoked(_, let since, _, let successor?):
            throw .alreadyRevoked(code, since: since, successor: successor)
        case .retired(let holder, let since, _):
            throw .holderRetired(holder, since: since)
        case .revoked(let holder, let since, _, nil) where holder.status == .retired:
            throw .holderRetired(holder, since: since)
        default: break
        }
        let fresh = unusedCode(from: freshCode)
        let holder = state.holder
        note(
            CodeHistoryEntry(at: at, kind: .reissued, holder: holder, reason: reason, successor: fresh),
            of: code, at: place)
        let assignment = CodeHistoryEntry(
            at: at, kind: .assigned, holder: holder, reason: reason, predecessor: code)
        let issued = IssuedCode(code: fresh, history: [assignment])
        switch place {
        case .station(let index):
            stationRecords[index].codes.append(issued)
            stationRecords[index].station.code = fresh
        case .deputy(let index):
            deputyRecords[index].codes.append(issued)
            deputyRecords[index].deputy.code = fresh
        }
        index()
        return fresh
    }

    /// The first candidate that was never given to anyone.
    func unusedCode(from freshCode: () -> Code) -> Code {
        while true {
            let code = freshCode()
            if !hasIssued(code), !condition.unusable.contains(where: { $0.codes.contains(code) }) {
                return code
            }
        }
    }

    private mutating func note(_ entry: CodeHistoryEntry, of code: Code, at place: Place) {
        func append(to codes: inout [IssuedCode]) {
            if let index = codes.firstIndex(where: { $0.code == code }) { codes[index].history.append(entry) }
        }
        switch place {
        case .station(let index): append(to: &stationRecords[index].codes)
        case .deputy(let index): append(to: &deputyRecords[index].codes)
        }
    }
}
