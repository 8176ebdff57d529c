import LiaisonCodes
import LiaisonSystem

// What isn't there though something refers to it; see `MissingLines`.
extension StationLines {
    /// The names of what is missing: segments, and what lines wait for.
    private func missingNames(_ fold: some Fold) -> [String] {
        missing.segments.map { "\($0.name) \($0.lines)" } + fold.unplaced.map(\.name)
    }

    /// Whether something is missing, as far as is known by now, that wasn't before.
    mutating func lackSomethingNew(_ fold: some Fold) -> Bool {
        if missing.isEmpty, !fold.hasUnplaced { return false }
        let found = self
        missing.strike { found.lineCount(of: $0) >= $1 }
        return missing.isNews(missingNames(fold))
    }

    /// Tells of what is missing, once for each.
    mutating func noteMissing(_ fold: some Fold, in directory: String) {
        if missing.isEmpty, !fold.hasUnplaced { return missing.forgetKnown() }
        let found = self
        missing.strike { found.lineCount(of: $0) >= $1 }
        missing.setKnown(missingNames(fold))
        for (name, lines, witness) in missing.segments {
            // What this process has seen itself was told of when it went.
            guard let witness else { continue }
            let path = "\(directory)/\(name.fileName)"
            // Of a file that can't be read nobody knows how much it has.
            if damage.concerns(path) || !missing.tells("\(name) \(lines)") { continue }
            damage.note(
                .headMissing(witness: witness.description), at: Verification.Place(path: path, line: lines))
        }
        for line in fold.unplaced where missing.tells(line.name) {
            let path = "\(directory)/\(segments[line.place.segment].name.fileName)"
            damage.note(
                .caseMissing(line.subject), at: Verification.Place(path: path, line: line.place.line + 1))
        }
    }
}
