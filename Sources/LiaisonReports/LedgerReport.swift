import LiaisonCases
import LiaisonCodes
import LiaisonRecords
import LiaisonSystem

/// What to report on.
package struct ReportRequest: Equatable, Sendable {
    /// The first day of receipt, or nothing for the ledger's first.
    package var from: CivilDate?
    /// The last day of receipt.
    package var to: CivilDate
    /// The day on which overdue cases are overdue.
    package var asOf: CivilDate
    /// The one station asked for; nothing for all.
    package var station: StationID?
    /// The stations below it that are asked for too.
    package var branches: [StationID] = []

    package init(from: CivilDate?, to: CivilDate, asOf: CivilDate, station: StationID? = nil) {
        self.from = from
        self.to = to
        self.asOf = asOf
        self.station = station
    }

    /// All stations asked for; nothing for all that there are.
    package var stations: Set<StationID>? { station.map { Set([$0] + branches) } }

    /// What is asked for with as little as people say.
    ///
    /// - Parameters:
    ///   - from: The first day, if any was named.
    ///   - to: The last day; today unless named, or the first day should that lie ahead.
    ///   - asOf: The day on which overdue cases are overdue; today unless named.
    ///   - station: The one station asked for.
    ///   - today: The Beijing date.
    package init(
        from: CivilDate?, to: CivilDate?, asOf: CivilDate?, station: StationID?, today: CivilDate
    ) {
        self.init(from: from, to: to ?? max(from ?? today, today), asOf: asOf ?? today, station: station)
    }

    /// The days whose words are looked at: the period asked for, or the last 30 days where no start was given.
    var wordPeriod: ReportPeriod {
        from.flatMap { ReportPeriod(from: $0, to: to) } ?? ReportPeriod(days: 30, upTo: to)
    }
}

/// A data directory's part in a report.
package struct ReportSource: Sendable {
    let ledger: Ledger
    let stations: [ReportedStation]
    let closedStations: [ReportedStation]
    let names: [String]
    let deadlines: Deadlines
    let organisation: String?
    let duties: DutyTable?

    /// A source.
    ///
    /// - Parameters:
    ///   - ledger: The ledger.
    ///   - deadlines: By when its cases want their answers.
    ///   - stations: The roster's stations, idle ones too.
    ///   - closedStations: Those that are no more, which stand in a report where they have cases.
    ///   - names: The names of deputies, which never are hot words.
    ///   - organisation: Whose it is.
    ///   - duties: In which registers entries belong; nothing where registers aren't reported on.
    package init(
        ledger: Ledger, deadlines: Deadlines, stations: [ReportedStation],
        closedStations: [ReportedStation] = [], names: [String],
        organisation: String? = nil, duties: DutyTable? = nil
    ) {
        self.organisation = organisation
        self.duties = duties
        self.ledger = ledger
        self.deadlines = deadlines
        self.stations = stations
        self.closedStations = closedStations
        self.names = names
    }
}

extension Report {
    /// The report of the ledgers of one or several data directories; blocks on the disk.
    ///
    /// - Parameters:
    ///   - sources: The data directories.
    ///   - request: The dates, and the station if only one is asked for.
    /// - Throws: What the file system says.
    package init(of sources: [ReportSource], _ request: ReportRequest) throws(SystemError) {
        var whole: Report?
        var batches: [any MessageBatch] = []
        for source in sources {
            let (tally, messages) = try source.tally(request)
            batches += messages
            var part = tally.report(
                of: source.stations, closed: source.closedStations, only: request.stations)
            part.organisation = source.organisation(of: request)
            part.includesBranches = !request.branches.isEmpty
            whole = whole?.joined(with: part) ?? part
        }
        self = whole ?? ReportTally(request, deadlines: Deadlines()).report(of: [])
        let survey = HotWordSurvey(period: request.wordPeriod, names: sources.flatMap(\.names))
        words = try survey.words(in: batches)
    }
}

extension ReportSource {
    /// How many messages a thread takes at a time.
    private static let batchLength = 10_000

    /// Counts the ledger's cases, and finds the messages whose words are to be looked at.
    fileprivate func tally(
        _ request: ReportRequest
    ) throws(SystemError) -> (ReportTally, [any MessageBatch]) {
        let period = request.wordPeriod
        let moments = period.before.moments.lowerBound..<period.moments.upperBound
        let wanted = request.stations
        let start = Part(tally: ReportTally(request, deadlines: deadlines))
        let part = try ParallelFold.over(try excerpts(for: wanted), from: start) {
            part, excerpt throws(SystemError) in
            let station = excerpt.station
            if let numbers = excerpt.numbers {
                part.tally.count(try ledger.cases(of: station, numbered: numbers))
            } else {
                part.tally.count(try ledger.cases(of: station))
                if let duties {
                    part.tally.count(try RecordBook(of: station, in: ledger).entries, duties: duties)
                }
            }
            let references = try ledger.messageReferences(of: station) { value in
                moments.contains(value.received) && value.isCounted && !value.isErased
                    && (wanted?.contains(value.station) ?? true)
            }
            for start in stride(from: 0, to: references.count, by: Self.batchLength) {
                let slice = references[start..<min(references.count, start + Self.batchLength)]
                part.batches.append(LedgerBatch(ledger: ledger, station: station, references: slice))
            }
        } merging: {
            $0.tally.add($1.tally)
            $0.batches += $1.batches
        }
        return (part.tally, part.batches)
    }

    /// Whose the figures are: the source's, and the station's where one is asked for.
    fileprivate func organisation(of request: ReportRequest) -> String? {
        let station = (stations + closedStations).first { $0.id == request.station }?.name
        let names = [organisation, station].compactMap { $0 }.filter { !$0.isEmpty }
        return names.isEmpty ? nil : names.joined(separator: " ")
    }

    /// What a report reads: everything, or some stations' own ledgers and the cases that came to them from others'.
    private func excerpts(for stations: Set<StationID>?) throws(SystemError) -> [Excerpt] {
        guard let stations else { return try ledger.stations().map { Excerpt(station: $0) } }
        var foreign: Set<CaseNumber> = []
        for station in stations {
            foreign.formUnion(try ledger.referrals(of: station).filter { !stations.contains($0.station) })
        }
        return stations.sorted().map { Excerpt(station: $0) }
            + Dictionary(grouping: foreign, by: \.station).map { Excerpt(station: $0, numbers: Set($1)) }
    }

    /// A station's ledger, or some of its cases.
    private struct Excerpt: Sendable {
        let station: StationID
        var numbers: Set<CaseNumber>?
    }

    private struct Part: Sendable {
        var tally: ReportTally
        var batches: [any MessageBatch] = []
    }
}

/// Messages of one station's ledger.
private struct LedgerBatch: MessageBatch {
    let ledger: Ledger
    let station: StationID
    let references: ArraySlice<MessageReference>

    func forEachMessage(
        besides places: [Int], _ body: (SurveyedMessage, _ place: Int) -> Void
    ) throws(SystemError) {
        try ledger.forEachMessage(at: references, besides: places, of: station) { place, words in
            let reference = references[place]
            body(
                SurveyedMessage(
                    number: reference.number, received: reference.received, text: words.text,
                    name: words.name, phone: words.phone,
                    isEntered: reference.channel != .known(.scan)), place)
        }
    }
}
