import LiaisonJournal
import LiaisonSystem

/// A line that was read back for people, and whether it is as it was written.
///
/// Whoever is shown what somebody typed takes it for what was typed: so its hashes are looked at here, where it is read for
/// them, and nowhere else but in a verification. What was altered is shown, and named.
struct ReadLine {
    let line: LedgerLine
    /// What is wrong with it; of missing words, unless its case or record is erased.
    let problem: Verification.Problem?

    /// Reads a line.
    ///
    /// - Parameters:
    ///   - bytes: The line without its newline.
    ///   - isErased: Whether its words are no longer to be read: they are being taken out, or are out.
    /// - Throws: ``LineError`` for what is no line.
    init(_ bytes: UnsafeBufferPointer<UInt8>, isErased: Bool) throws(LineError) {
        // Another server may be erasing the words at this moment: the event itself is never lost by that.
        let whole = isErased ? nil : try? LedgerLine(decoding: bytes, withPersonal: true)
        line = if let whole { whole } else { try LedgerLine(decoding: bytes, withPersonal: false) }
        let frame = line.frame
        problem =
            switch LineSeal.check(bytes, frame) {
            case .altered: .altered
            case .wordsAltered: isErased ? nil : .wordsAltered
            // Which words a newer release takes out it knows itself.
            case .intact: isErased || line.words != .erased || line.isNewer ? nil : .wordsMissing
            }
    }
}

extension StationJournal where Deciding == CaseDecider {
    /// Tells of what couldn't be read back, or isn't as it was written.
    ///
    /// - Parameters:
    ///   - damage: What that is.
    ///   - lines: What was read.
    /// - Returns: Whether some of it may be there in a moment.
    func tell(_ damage: ReadingDamage, among lines: some Sequence<LineReference>) -> Bool {
        let known = withKnown { $0.lines.altered }
        if damage.isEmpty, known.isEmpty { return false }
        var damage = damage
        let altered = Set(damage.altered.map(\.line))
        damage.restored = lines.filter { known.contains($0) && !altered.contains($0) }
        if !altered.isSubset(of: known) { strikeErased(&damage) }
        return damage.isEmpty ? false : note(damage)
    }

    /// Leaves out lines whose words are being taken out: by a server that has said so, before it began, in a line that wasn't
    /// known here when these were read.
    private func strikeErased(_ damage: inout ReadingDamage) {
        do throws(SystemError) { try lookAgain() } catch {
            // Nobody knows yet; whoever reads them next looks again.
            damage.altered = []
            return
        }
        let found = damage.altered
        damage.altered = withKnown { inbox in
            found.filter { line, problem in
                guard problem != .altered, let segment = inbox.lines.index(of: line.segment) else {
                    return true
                }
                return !inbox.fold.isErased(at: LinePlace(segment: segment, line: line.line))
            }
        }
    }
}
