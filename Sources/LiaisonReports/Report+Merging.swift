import LiaisonSystem

/// Why two reports don't add up to one.
package enum ReportMergeError: Error, Equatable, Sendable {
    /// They end on different days.
    case differentEnds(CivilDate, CivilDate)
    /// They count overdue cases on different days.
    case differentDays(CivilDate, CivilDate)
    /// The later one leaves out what came before its start.
    case differentStarts(CivilDate, CivilDate)
}

extension Report {
    /// The report of both reports' cases together, as if they stood in one ledger.
    ///
    /// Both must end on the same day. The starts may differ where the later one left nothing out, as it is with
    /// reports that were asked for everything.
    ///
    /// - Parameter other: A report of other cases.
    /// - Returns: One report; every figure is the sum, and what is made from figures is made anew. Words are those
    ///   that both reports list, see ``HotWords/adding(_:)``.
    /// - Throws: ``ReportMergeError`` for periods that don't fit.
    package func merged(with other: Report) throws(ReportMergeError) -> Report {
        guard period.to == other.period.to else { throw .differentEnds(period.to, other.period.to) }
        guard asOf == other.asOf else { throw .differentDays(asOf, other.asOf) }
        let first = min(period.from, other.period.from)
        guard isComplete(since: first), other.isComplete(since: first) else {
            throw .differentStarts(period.from, other.period.from)
        }
        var result = joined(with: other)
        result.words = HotWords.merged(words, other.words)
        return result
    }

    /// The sum of two reports that were asked for the same days, without words.
    func joined(with other: Report) -> Report {
        var figures: [ReportedStation: ReportFigures] = [:]
        for part in stations + other.stations {
            figures[part.station, default: ReportFigures()].add(part.figures)
        }
        let counts = Dictionary((topics + other.topics).map { ($0.key, $0.count) }, uniquingKeysWith: +)
        var sum = Report(
            period: period.from <= other.period.from ? period : other.period, asOf: asOf,
            earliest: [earliest, other.earliest].compactMap { $0 }.min(),
            stations: figures.map(StationReport.init).sorted { $0.station < $1.station },
            topics: TopicCount.sorted(counts), organisation: Self.joined(organisation, other.organisation))
        sum.includesBranches = includesBranches || other.includesBranches
        return sum
    }

    /// Both reports' organisations, each once.
    private static func joined(_ first: String?, _ second: String?) -> String? {
        guard let first, let second, first != second else { return first ?? second }
        return "\(first) · \(second)"
    }

    /// Whether it would say the same had it begun on an earlier day.
    private func isComplete(since day: CivilDate) -> Bool {
        period.from <= day || earliest.map { $0 >= period.from } ?? true
    }
}
