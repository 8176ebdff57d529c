import LiaisonCodes
import LiaisonSystem

/// What of the news that was found is told by itself, and what together: after a week's pause nobody's phone rings ten
/// thousand times.
struct NewsSelection {
    /// The most pieces that wait for one addressee by themselves; what goes beyond is told together.
    static let limit = 10
    private let known: Set<String>
    private let numbers: [Code: Int]
    private let places: Set<Place>
    private let withDigest: Set<Code>

    /// A case as one kind of news to one addressee.
    private struct Place: Hashable {
        let to: Code
        let caseNumber: CaseNumber
        let kind: NewsKind
    }

    /// - Parameter waiting: What waits already.
    init(waiting: [NewsPiece]) {
        known = Set(waiting.map(\.id))
        numbers = Dictionary(waiting.map { ($0.to, 1) }, uniquingKeysWith: +)
        places = Set(
            waiting.compactMap { piece in
                piece.caseNumber.map { Place(to: piece.to, caseNumber: $0, kind: piece.kind) }
            })
        withDigest = Set(waiting.filter { $0.kind == .daily }.map(\.to))
    }

    /// Chooses.
    ///
    /// - Parameters:
    ///   - fresh: What became news a moment ago, in order.
    ///   - stale: What became news long ago.
    ///   - digests: One for everybody who has anything open.
    /// - Returns: What is to be put into the queue, in order.
    func pieces(fresh: [NewsPiece], stale: [NewsPiece], digests: [NewsPiece]) -> [NewsPiece] {
        var numbers = numbers
        var together: [Code: [NewsPiece]] = [:]
        var order: [Code] = []
        var chosen: [NewsPiece] = []
        func gather(_ piece: NewsPiece) {
            if together[piece.to] == nil { order.append(piece.to) }
            together[piece.to, default: []].append(piece)
        }
        for piece in stale where !known.contains(piece.id) && !isToldAnyway(piece) { gather(piece) }
        // A single old piece is as good as a digest of it, where there is no other.
        let digested = Set(digests.map(\.to))
        for (code, pieces) in together where pieces.count == 1 && !digested.contains(code) {
            chosen += pieces
            numbers[code, default: 0] += 1
            together[code] = nil
        }
        order.removeAll { together[$0] == nil }
        for piece in fresh where !known.contains(piece.id) && !isToldAnyway(piece) {
            if numbers[piece.to, default: 0] >= Self.limit, piece.caseNumber != nil {
                gather(piece)
            } else {
                chosen.append(piece)
                numbers[piece.to, default: 0] += 1
            }
        }
        var rest = together
        for digest in digests where !known.contains(digest.id) && !hasDigest(digest.to) {
            let pieces = rest.removeValue(forKey: digest.to) ?? []
            chosen.append(Self.digest(of: pieces, in: digest))
        }
        for code in order {
            guard let pieces = rest[code], let first = pieces.first else { continue }
            chosen.append(Self.digest(of: pieces, to: first))
        }
        return chosen
    }

    /// Whether what waits already leads to the same.
    private func isToldAnyway(_ piece: NewsPiece) -> Bool {
        guard let number = piece.caseNumber else { return false }
        return [piece.kind, .new, .transferred].contains {
            places.contains(Place(to: piece.to, caseNumber: number, kind: $0))
        }
    }

    private func hasDigest(_ code: Code) -> Bool {
        withDigest.contains(code)
    }

    /// A digest that tells of pieces too.
    private static func digest(of pieces: [NewsPiece], in digest: NewsPiece) -> NewsPiece {
        var digest = digest
        digest.covers = covered(pieces)
        digest.count = max(digest.count, digest.covers.count)
        return digest
    }

    /// One piece instead of several, all to one addressee.
    private static func digest(of pieces: [NewsPiece], to first: NewsPiece) -> NewsPiece {
        let covers = covered(pieces)
        let names = covers.map { "\($0.kind.rawValue) \($0.caseNumber)" }.joined(separator: "|")
        let hash = Hex.string(SHA256.digest(Array(names.utf8)).prefix(8))
        var digest = NewsPiece(
            kind: .daily, subject: "together|\(hash)", to: first.to, station: first.station)
        (digest.covers, digest.count) = (covers, covers.count)
        return digest
    }

    private static func covered(_ pieces: [NewsPiece]) -> [NewsPiece.Covered] {
        var seen: Set<CaseNumber> = []
        return pieces.compactMap { piece in
            guard let number = piece.caseNumber, seen.insert(number).inserted else { return nil }
            return NewsPiece.Covered(kind: piece.kind, caseNumber: number)
        }
    }
}
