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
    mutating func noteMissing(_ fold: some Fold, in inbox: InboxDirectory) {
        if missing.isEmpty, !fold.hasUnplaced { return missing.forgetKnown() }
        let found = self
        missing.strike { found.lineCount(of: $0) >= $1 }
        missing.setKnown(missingNames(fold))
        for (name, lines, witness) in missing.segments {
            let problem: Verification.Problem
            switch witness {
            // It was told of when it went.
            case .process: continue
            case .opening(let segment): problem = .headMissing(witness: segment.description)
            case .cache: problem = .unlikeCache
            }
            let path = inbox.path(of: name)
            // Of a file that can't be read nobody knows how much it has.
            if damage.concerns(path) || !missing.tells("\(name) \(lines)") { continue }
            damage.note(problem, at: Verification.Place(path: path, line: lines))
        }
        for line in fold.unplaced where missing.tells(line.name) {
            switch line.place {
            case .own(let place):
                damage.note(.caseMissing(line.subject), at: self.place(of: place, in: inbox))
            case .elsewhere(let place): damage.note(.caseMissing(line.subject), at: place)
            }
        }
    }

    /// Where people find a line.
    ///
    /// - Parameters:
    ///   - place: Where it stands.
    ///   - inbox: The station's inbox.
    /// - Returns: The file, and the line as editors count.
    package func place(of place: LinePlace, in inbox: InboxDirectory) -> Verification.Place {
        Verification.Place(
            path: inbox.path(of: segments[place.segment].name), line: place.line + 1)
    }

    /// Takes note of what the cache has read of segments that had settled by then, and that are shorter now or gone.
    ///
    /// - Parameters:
    ///   - stored: What it has.
    ///   - files: The status of the station's segments, as far as it was asked for.
    ///   - view: Which of them there are.
    mutating func noteMissing(
        knownTo stored: [SegmentName: [SegmentExtract]], among files: [SegmentName: FileStatus],
        _ view: DirectoryView
    ) {
        for (name, extracts) in stored {
            guard let settled = extracts.last?.settled else { continue }
            let isShorter = files[name].map { $0.isRegularFile && $0.size < settled.size } ?? false
            if !view.lists(name) || isShorter {
                missing.note(extracts.reduce(0) { $0 + $1.lineCount }, in: name, witness: .cache)
            }
        }
    }
}
