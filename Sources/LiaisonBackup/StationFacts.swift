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
    mutating func note(_ line: LineOutline, of station: String) {
        switch line.subject {
        case .opening(let opening):
            for head in opening.witness {
                guard let path = BackupPath("stations/\(station)/inbox/\(head.segment.fileName)") else {
                    continue
                }
                witnessed[path] = max(witnessed[path] ?? 0, head.sequence + 1)
            }
        case .message(let number, let nonce, let code):
            holders.add(nonce, to: number)
            codes.insert(code)
            note(line.photos, Owner(number: number, nonce: nonce))
        case .act(let number, let nonce, let isErasure):
            let owner = Owner(number: number, nonce: nonce)
            if isErasure { erasures.insert(owner) }
            if !holders.have(number) { awaited.insert(number) }
            note(line.photos, owner)
        case .record(let number, let isErasure):
            if isErasure { erasedRecords.insert(number) }
            for path in Self.paths(line.photos, of: number.description, at: number.station) {
                recordPhotos[path] = number
            }
        // It is copied with its segment; what it names only a newer release knows.
        case .unknown: break
        }
    }

    private mutating func note(_ names: [String], _ owner: Owner) {
        if names.isEmpty { return }
        for path in Self.paths(names, of: owner.number.description, at: owner.number.station) {
            photos[path, default: []].insert(owner)
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
    func include(_ line: LineOutline) -> Bool {
        switch line.subject {
        case .message(let number, let nonce, _): cases.contains(number, nonce)
        case .act(let number, let nonce, _): cases.contains(number, nonce)
        case .record(let number, _): records.contains(number)
        // Which words it has, and who may take them out, only a newer release knows.
        case .unknown: true
        case .opening: false
        }
    }
}
