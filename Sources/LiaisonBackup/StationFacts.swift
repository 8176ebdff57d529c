import LiaisonCases
import LiaisonCodes
import LiaisonSystem

/// What the lines of a station's segments say of other files: which photos there are to be, which cases were erased,
/// and how many lines other segments had.
struct StationFacts {
    /// How many lines of a segment an opening has witnessed.
    private(set) var witnessed: [BackupPath: Int] = [:]
    /// The codes that cases were addressed to.
    private(set) var codes: Set<Code> = []
    private var photos: [BackupPath: Set<Owner>] = [:]
    private var erasures: Set<Owner> = []
    private var holders = NumberHolders()

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
            for photo in event.photos {
                let number = event.caseNumber
                if let path = BackupPath("stations/\(number.station)/photos/\(number)/\(photo.fileName)") {
                    photos[path, default: []].insert(owner)
                }
            }
        // It is copied with its segment, and names no other file.
        case .record: break
        // It is copied with its segment; what it names only a newer release knows.
        case .newer: break
        }
    }

    /// How many cases there are.
    var cases: Int { holders.count }

    /// The cases that were erased.
    var erasedCases: NumberHolders.Selection { holders.cases(erasures.map { ($0.number, $0.nonce) }) }

    /// The photos of a station that cases have which aren't among the erased.
    func photos(of station: String, except erased: NumberHolders.Selection) -> [BackupPath] {
        photos.filter { path, owners in
            path.names[1] == station && owners.contains { !erased.contains($0.number, $0.nonce) }
        }.map(\.key)
    }

    /// Whether every case that a photo may be of is among the erased.
    func isErased(_ photo: BackupPath, among erased: NumberHolders.Selection) -> Bool {
        if let owners = photos[photo] { return owners.allSatisfy { erased.contains($0.number, $0.nonce) } }
        // No line names it: a crash has left it. It goes with its case all the same.
        guard photo.isPhoto, let number = try? CaseNumber(parsing: photo.names[3]) else { return false }
        return erased.contains(number, nil)
    }
}
