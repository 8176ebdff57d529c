import LiaisonCodes

/// What the importer has said about rows without a number that bear the name of somebody in office elsewhere: whether
/// they are the same person, who has moved or sits at another level now and keeps the code, or somebody else.
package struct NamesakeAnswers: Equatable, Sendable {
    /// One answer: about all such rows, about a code, or about a name.
    package enum Subject: Equatable, Sendable {
        case everybody
        /// The code of who is in office; with a station, the row of that station.
        case code(Code, StationID?)
        case name(String)

        /// Reads `all`, a code, a code and a station as `7K3M9Q4=SS01`, or a name.
        package init(_ text: String) {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            if text == "all" || text == "全部" {
                self = .everybody
            } else if let code = try? Code(parsing: parts.first ?? "") {
                self = .code(code, parts.count > 1 ? StationID(Cell.fold(parts[1])) : nil)
            } else {
                self = .name(text)
            }
        }
    }

    /// Who is the same.
    package var same: [Subject]
    /// Who is somebody else.
    package var different: [Subject]

    package init(same: [Subject] = [], different: [Subject] = []) {
        self.same = same
        self.different = different
    }
}

/// Finds rows that stand for nobody yet though somebody of the name is in office whom no row stands for: a move or
/// another level, or another person of that name. Only the office knows which.
struct Namesakes {
    /// The positions of rows that an answer has given to somebody in office, with that one's position in the roster.
    private(set) var same: [Int: Int] = [:]
    /// The positions of rows that want an answer, with the positions of those they may stand for.
    private(set) var open: [(row: Int, candidates: [Int])] = []

    /// - Parameters:
    ///   - rows: The rows of the files.
    ///   - matches: For each row, whom it stands for.
    ///   - roster: The roster that they are to change.
    ///   - answers: What the importer has said.
    init(_ rows: [ImportedDeputy], matches: [Int?], roster: Roster, answers: NamesakeAnswers) {
        let taken = Set(matches.compactMap { $0 })
        var absent: [String: [Int]] = [:]
        for (index, record) in roster.deputyRecords.enumerated()
        where record.deputy.status == .active && !taken.contains(index) {
            absent[Cell.nameKey(record.deputy.name), default: []].append(index)
        }
        if absent.isEmpty { return }
        var byName: [String: [Int]] = [:]
        for (row, match) in matches.enumerated() where match == nil {
            let name = Cell.nameKey(rows[row].name)
            if absent[name] != nil { byName[name, default: []].append(row) }
        }
        for (name, rowsOfName) in byName.sorted(by: { $0.value[0] < $1.value[0] }) {
            settle(name, rowsOfName, absent[name] ?? [], rows, roster, answers)
        }
        open.sort { $0.row < $1.row }
    }

    private mutating func settle(
        _ name: String, _ rowsOfName: [Int], _ absent: [Int], _ rows: [ImportedDeputy], _ roster: Roster,
        _ answers: NamesakeAnswers
    ) {
        func code(_ candidate: Int) -> Code { roster.deputyRecords[candidate].deputy.code }
        func isSaid(_ subjects: [NamesakeAnswers.Subject], of candidate: Int, _ row: Int) -> Bool {
            subjects.contains { subject in
                switch subject {
                case .everybody, .name: false
                case .code(let said, let station):
                    roster.codes(ofHolderOf: said).contains(code(candidate))
                        && (station == nil || station == rows[row].station)
                }
            }
        }
        func isSaid(_ subjects: [NamesakeAnswers.Subject]) -> Bool {
            subjects.contains { subject in
                switch subject {
                case .everybody: true
                case .name(let said): Cell.nameKey(said) == name
                case .code: false
                }
            }
        }
        // Two numbers are two people; whoever has none may be anybody of that name.
        func candidates(_ row: Int) -> [Int] {
            absent.filter { rows[row].id == nil || roster.deputyRecords[$0].deputy.id == nil }
        }
        var given: Set<Int> = []
        var unsettled: [Int] = []
        for row in rowsOfName {
            let said = candidates(row).filter { isSaid(answers.same, of: $0, row) }
            if said.count == 1, given.insert(said[0]).inserted {
                same[row] = said[0]
            } else {
                unsettled.append(row)
            }
        }
        // A name says who is meant only where one is in office and one in the files.
        if isSaid(answers.same), unsettled.count == 1,
            case let left = candidates(unsettled[0]).filter({ !given.contains($0) }), left.count == 1
        {
            same[unsettled[0]] = left[0]
            return
        }
        if isSaid(answers.different) { return }
        for row in unsettled {
            let left = candidates(row).filter {
                !given.contains($0) && !isSaid(answers.different, of: $0, row)
            }
            if !left.isEmpty { open.append((row, left)) }
        }
    }
}
