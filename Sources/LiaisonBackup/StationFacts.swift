import LiaisonCases
import LiaisonCodes
import LiaisonSystem

/// What the lines of a station's segments say of other files: which photos there are to be, which cases and records were
/// erased, and how many lines other segments had.
struct StationFacts {
    /// How many lines of a segment an opening has witnessed.
    private(set) var witnessed: [BackupPath: Int] = [:]
    /// The codes that cases were addressed to.
    private(set) var codes: Set<Code> = []
    private var photos: [BackupPath: Set<Owner>] = [:]
    private var erasures: Set<Owner> = []
    private var recordPhotos: [BackupPath: RecordNumber] = [:]
    fileprivate var erasedRecords: Set<RecordNumber> = []
    private var holders = NumberHolders()
    /// The cases that lines were of, or referred to, whose message had not been among the lines before.
    private var awaited: Set<CaseNumber> = []

    /// The case of a line, as far as it says.
    private struct Owner: Hashable {
        let number: CaseNumber
        let nonce: Digest?
    }

    /// Takes note of a line.
    ///
    /// - Parameters:
    ///   - line: The line.
    ///   - station: The name of the station's directory.
    mutating func note(_ line: LedgerLine, of station: String) {
        switch line.content {
        case .opened(let opening):
            for head in opening.witness {
                guard let path = BackupPath("stations/\(station)/inbox/\(head.segment.fileName)") else {
                    continue
                }
                witnessed[path] = max(witnessed[path] ?? 0, head.sequence + 1)
            }
        case .event(let event):
            let owner = Owner(number: event.caseNumber, nonce: event.ofNonce)
            switch event.body {
            case .received(let receipt):
                holders.add(receipt.nonce, to: event.caseNumber)
                codes.insert(receipt.to)
            case .erased: erasures.insert(owner)
            default: break
            }
            let number = event.caseNumber
            if !holders.have(number) { awaited.insert(number) }
            if event.photos.isEmpty { return }
            for path in Self.paths(event.photos.map(\.fileName), of: number.description, at: number.station) {
                photos[path, default: []].insert(owner)
            }
        case .record(let record):
            let number = record.number
            if record.kind == Record.erasure { erasedRecords.insert(number) }
            if record.photos.isEmpty { return }
            for path in Self.paths(record.photos.map(\.fileName), of: number.description, at: number.station)
            {
                recordPhotos[path] = number
            }
        // It is copied with its segment; what it names only a newer release knows.
        case .newer: break
        }
    }

    private static func paths(_ names: [String], of number: String, at station: StationID) -> [BackupPath] {
        names.compactMap { BackupPath("stations/\(station)/photos/\(number)/\($0)") }
    }

    /// The cases that lines are of, or refer to, whose message is not among the lines.
    var withoutMessage: Set<CaseNumber> { awaited.filter { !holders.have($0) } }

    /// How many cases there are.
    var cases: Int { holders.count }

    /// The cases that were erased.
    var erasedCases: NumberHolders.Selection { holders.cases(erasures.map { ($0.number, $0.nonce) }) }

    /// The photos of a station that cases have which aren't among the erased, and records that weren't erased.
    func photos(of station: String, except erased: NumberHolders.Selection) -> [BackupPath] {
        let ofCases = photos.filter { path, owners in
            path.names[1] == station && owners.contains { !erased.contains($0.number, $0.nonce) }
        }
        let ofRecords = recordPhotos.filter { path, number in
            path.names[1] == station && !erasedRecords.contains(number)
        }
        return Array(ofCases.keys) + Array(ofRecords.keys)
    }

    /// Whether every case that a photo may be of is among the erased, or the record that it is of was erased.
    func isErased(_ photo: BackupPath, among erased: NumberHolders.Selection) -> Bool {
        if let owners = photos[photo] { return owners.allSatisfy { erased.contains($0.number, $0.nonce) } }
        // Where no line names it, a crash has left it. It goes with its case or record all the same.
        guard photo.isPhoto else { return false }
        let folder = photo.names[3]
        if let number = try? RecordNumber(parsing: folder) { return erasedRecords.contains(number) }
        return (try? CaseNumber(parsing: folder)).map { erased.contains($0, nil) } ?? false
    }
}

/// What was erased at a station, as its lines say.
struct StationErasures {
    private let cases: NumberHolders.Selection
    private let records: Set<RecordNumber>

    init(_ facts: StationFacts) { (cases, records) = (facts.erasedCases, facts.erasedRecords) }

    /// Whether the case or record of a line is among them, so that its words were to go.
    func include(_ line: LedgerLine) -> Bool {
        switch line.content {
        case .event(let event): cases.contains(event.caseNumber, event.ofNonce)
        case .record(let record): records.contains(record.number)
        // Which words it has, and who may take them out, only a newer release knows.
        case .newer: true
        case .opened: false
        }
    }
}
