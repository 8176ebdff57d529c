import LiaisonCases
import LiaisonCodes
import LiaisonSystem
import LiaisonText

/// Why a document is no report: the member that is missing or isn't what it should be.
package struct ReportFormatError: Error, Equatable, Sendable {
    /// Such as `stations.3.received`, counted from 0.
    package let member: String

    package init(member: String) { self.member = member }
}

extension Report {
    /// Reads a report back from the JSON that ``json`` gave.
    ///
    /// Rates and totals are made anew from the counts.
    ///
    /// - Parameter value: The document.
    /// - Throws: ``ReportFormatError`` with the first member that doesn't fit.
    package init(reading value: JSON) throws(ReportFormatError) {
        let document = Document(value)
        guard let period = ReportPeriod(from: try document.date("from"), to: try document.date("to")) else {
            throw ReportFormatError(member: "to")
        }
        self.init(
            period: period, asOf: try document.date("as_of"), earliest: try document.optionalDate("earliest"),
            stations: try document.list("stations") { item throws(ReportFormatError) in
                StationReport(station: try item.station(), figures: try item.figures())
            },
            topics: try document.list("topics") { item throws(ReportFormatError) in
                TopicCount(
                    key: .init(
                        month: try item.month("month"), station: try item.station(),
                        topic: try item.optionalText("topic")),
                    count: try item.count("count"))
            },
            words: try document.optional("words") { item throws(ReportFormatError) in try item.words() },
            // A server of before doesn't say.
            organisation: value["organisation"] == nil ? nil : try document.optionalText("organisation"))
        includesBranches = value["below"] == .bool(true)
    }
}

/// A part of a document, with the path that leads to it.
private struct Document {
    let value: JSON
    let path: String

    init(_ value: JSON, path: String = "") {
        self.value = value
        self.path = path
    }

    /// The most that a count may be: sums of millions of reports still fit.
    private static let limit = 1_000_000_000_000

    func failure(_ name: String) -> ReportFormatError { ReportFormatError(member: path + name) }

    func member(_ name: String) throws(ReportFormatError) -> Document {
        guard let member = value[name] else { throw failure(name) }
        return Document(member, path: "\(path)\(name).")
    }

    func optional<Value>(
        _ name: String, _ read: (Document) throws(ReportFormatError) -> Value
    ) throws(ReportFormatError) -> Value? {
        let member = try member(name)
        return member.value == .null ? nil : try read(member)
    }

    func list<Value>(
        _ name: String, _ read: (Document) throws(ReportFormatError) -> Value
    ) throws(ReportFormatError) -> [Value] {
        guard let elements = value[name]?.elements else { throw failure(name) }
        var values: [Value] = []
        for (index, element) in elements.enumerated() {
            values.append(try read(Document(element, path: "\(path)\(name).\(index).")))
        }
        return values
    }

    func text(_ name: String) throws(ReportFormatError) -> String {
        guard let text = value[name]?.text else { throw failure(name) }
        return text
    }

    func optionalText(_ name: String) throws(ReportFormatError) -> String? {
        if value[name] == .null { return nil }
        return try text(name)
    }

    func count(_ name: String) throws(ReportFormatError) -> Int {
        guard let count = value[name]?.integer, (0...Self.limit).contains(count) else { throw failure(name) }
        return count
    }

    func flag(_ name: String) throws(ReportFormatError) -> Bool {
        guard let flag = value[name]?.bool else { throw failure(name) }
        return flag
    }

    func date(_ name: String) throws(ReportFormatError) -> CivilDate {
        guard let date = CivilDate(iso8601: try text(name).utf8) else { throw failure(name) }
        return date
    }

    func optionalDate(_ name: String) throws(ReportFormatError) -> CivilDate? {
        if value[name] == .null { return nil }
        return try date(name)
    }

    func month(_ name: String) throws(ReportFormatError) -> Month {
        guard let month = Month(iso8601: try text(name)) else { throw failure(name) }
        return month
    }

    func station() throws(ReportFormatError) -> ReportedStation {
        guard let id = StationID(try text("station")) else { throw failure("station") }
        return ReportedStation(id: id, name: try text("name"))
    }

    func figures() throws(ReportFormatError) -> ReportFigures {
        var figures = ReportFigures()
        for figure in Figure.allCases {
            // A server of before has none, or null; with each matter came one person at least.
            let member = value[figure.rawValue]
            if Figure.later.contains(figure), member == nil || member == .null {
                figures[figure] = figure == .people ? figures[.received] : 0
            } else {
                figures[figure] = try count(figure.rawValue)
            }
        }
        figures.byChannel = try tally("by_channel")
        figures.byOutcome = try tally("by_outcome")
        // A server of before has none.
        if value["by_place"] != nil { figures.byPlace = try member("by_place").counts() }
        if value["other_ratings"] != nil { figures.otherRatings = try member("other_ratings").counts() }
        let months = try list("by_month") { item throws(ReportFormatError) in
            (try item.month("month"), try item.count("received"))
        }
        for (month, received) in months { figures.byMonth[month, default: 0] += received }
        figures.answerDays = try member("days_to_answer").histogram()
        // A server of before has none of these.
        if value["days_from_news"] != nil { figures.newsDays = try member("days_from_news").histogram() }
        if value["entries"] != nil { figures.entries = try member("entries").entries() }
        return figures
    }

    private func histogram() throws(ReportFormatError) -> DaysHistogram {
        var histogram = DaysHistogram()
        let days = try list("histogram") { item throws(ReportFormatError) in
            (try item.count("days"), try item.count("cases"))
        }
        for (days, cases) in days { histogram.add(days: days, count: cases) }
        return histogram
    }

    private func tally<Kind: RawRepresentable<String>>(
        _ name: String
    ) throws(ReportFormatError) -> Tally<Kind> {
        let part = try member(name)
        var tally = Tally<Kind>()
        // A server of before lacks the words that came later.
        for kind in Kind.allCases where part.value[kind.rawValue] != nil {
            tally[kind] = try part.count(kind.rawValue)
        }
        // A newer server has words that this release doesn't know.
        tally.newer = try part.counts { Kind(rawValue: $0) == nil }
        return tally
    }

    /// The counts of an object's members.
    func counts(
        where isWanted: (String) -> Bool = { _ in true }
    ) throws(ReportFormatError) -> [String: Int] {
        guard case .object(let members) = value else { throw ReportFormatError(member: path) }
        var counts: [String: Int] = [:]
        for member in members where isWanted(member.name) { counts[member.name] = try count(member.name) }
        return counts
    }

    /// What registers hold: an object with a member for each.
    private func entries() throws(ReportFormatError) -> EntryTally {
        guard case .object(let members) = value else { throw ReportFormatError(member: path) }
        var tally = EntryTally()
        for register in members.map(\.name) {
            let part = try member(register)
            tally.add(register, entries: try part.count("count"), people: try part.count("people"))
        }
        return tally
    }

    func words() throws(ReportFormatError) -> HotWords {
        guard let period = ReportPeriod(from: try date("from"), to: try date("to")) else {
            throw failure("to")
        }
        return HotWords(
            period: period, messages: try count("messages"), messagesBefore: try count("messages_before"),
            // A report of the version before has no such figure.
            repeated: value["repeated"] == nil ? 0 : try count("repeated"), isComplete: try flag("complete"),
            words: try list("rising") { item throws(ReportFormatError) in
                HotWord(
                    word: try item.text("word"), count: try item.count("count"),
                    before: try item.count("before"), examples: try item.caseNumbers("examples"))
            })
    }

    private func caseNumbers(_ name: String) throws(ReportFormatError) -> [CaseNumber] {
        guard let elements = value[name]?.elements else { throw failure(name) }
        var numbers: [CaseNumber] = []
        for element in elements {
            guard let text = element.text, let number = try? CaseNumber(parsing: text) else {
                throw failure(name)
            }
            numbers.append(number)
        }
        return numbers
    }
}
