import LiaisonCases
import LiaisonCodes
import LiaisonRecords
import LiaisonSystem
import LiaisonText
import LiaisonWording

/// What a report's parts are called.
extension Wording {
    /// What a count counts.
    func name(of figure: Figure) -> String {
        self["report.figure.\(String(figure.rawValue.map { $0 == "_" ? "-" : $0 }))"]
    }

    func name(of rate: ReportFigures.RateName) -> String { self["report.rate.\(rate.rawValue)"] }

    func name(of channel: Channel) -> String { channel.name(language) }

    func name(of outcome: Outcome) -> String { outcome.name(language) }

    /// What a register is called, by its word.
    func name(ofRegister word: String) -> String {
        Register(rawValue: word).map { self["report.register.\($0.rawValue)"] } ?? name(ofNewer: word)
    }

    /// What a word is called that only a newer release knows.
    func name(ofNewer word: String) -> String { self("report.newer", ["word": TerminalText.line(word)]) }

    /// The counts of a tally by what they count, those of a newer release's words last.
    func named<Kind>(_ tally: Tally<Kind>, _ name: (Kind) -> String) -> [(name: String, count: Int)] {
        Kind.allCases.map { (name($0), tally[$0]) } + named(tally.newer)
    }

    /// Counts by words that only a newer release knows.
    func named(_ newer: [String: Int]) -> [(name: String, count: Int)] {
        newer.sorted { $0.key < $1.key }.map { (name(ofNewer: $0.key), $0.value) }
    }

    /// Words one after the other: `扫码 3，来访 2`.
    func list(_ items: [String]) -> String {
        guard let first = items.first else { return "" }
        return items.dropFirst().reduce(first) { self("report.list.more", ["list": $0, "item": $1]) }
    }

    /// `扫码 3`.
    func item(_ name: String, _ count: Int) -> String {
        self("report.list.item", ["name": name, "count": "\(count)"])
    }

    /// `接待 3 条 160 人次`.
    func entries(_ name: String, _ count: EntryTally.Count) -> String {
        self(
            "report.entries.item", ["name": name, "count": "\(count.entries)", "people": "\(count.people)"])
    }

    /// `92.1% (257/279)`, or `– (0/0)`.
    func share(_ rate: Rate) -> String {
        let values = ["numerator": "\(rate.numerator)", "denominator": "\(rate.denominator)"]
        guard let percent = rate.percent else { return self("report.share.none", values: values) }
        return self("report.share", values: values.merging(["percent": percent]) { first, _ in first })
    }

    /// `2025年12月24日` or `24 December 2025`.
    func day(_ date: CivilDate) -> String {
        let months = self["date.months"].split(separator: " ")
        return self(
            "date.day",
            ["year": "\(date.year)", "month": String(months[date.month - 1]), "day": "\(date.day)"])
    }
}
