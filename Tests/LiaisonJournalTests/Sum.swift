import LiaisonCodes
import LiaisonJournal
import LiaisonSystem
import LiaisonText

// A fold of another kind: numbers, added up. It is all that it takes to have them stored as durably as a citizen's message.

/// What the numbers of a station come to.
struct Sum: Fold {
    var value = 0
    private var before = 0

    func emptied() -> Sum { Sum() }
    mutating func take(
        _ line: Summand, _ bytes: UnsafeBufferPointer<UInt8>, at place: LinePlace,
        in lines: inout StationLines
    ) { value += line.number }
    mutating func begin() { before = value }
    mutating func keep() {}
    mutating func takeBack() { value = before }
}

/// Adds what is proposed, and refuses what would make it negative; the answer is the sum.
struct Adder: Decider {
    func fold(of station: StationID) -> Sum { Sum() }

    mutating func decide(
        _ proposals: [Int], on station: inout FoldedStation<Sum>, in draft: inout LineDraft
    ) throws(SystemError) -> [Result<Int, SumRefusal>] {
        var outcomes: [Result<Int, SumRefusal>] = []
        for number in proposals {
            guard station.fold.value + number >= 0 else {
                outcomes.append(.failure(.negative))
                continue
            }
            let segment = try draft.openSegment(in: &station.lines)
            _ = draft.append(toSegment: segment, of: &station.lines, at: draft.now) {
                $0.append(contentsOf: #","kind":"added","number":\#(number)"#.utf8)
            }
            station.fold.value += number
            outcomes.append(.success(station.fold.value))
        }
        return outcomes
    }
}

extension Int: JournalProposal {}

enum SumRefusal: JournalRefusal, Equatable {
    case storage(SystemError)
    case unavailable(SystemError)
    case stopping
    case negative
}

/// A line of that journal.
struct Summand: JournalLine {
    let frame: LineFrame
    let number: Int
    let opening: SegmentOpening?
    var isNewer: Bool { false }
    var moment: Timestamp? { opening?.at }

    init(decoding bytes: UnsafeBufferPointer<UInt8>, withPersonal: Bool) throws(LineError) {
        guard var scanner = LineScanner(bytes) else { throw .malformed(member: "{") }
        var members = LineFrame.Members()
        var number: Int?
        var at: Timestamp?
        while let member = scanner.next() {
            if members.keep(member, scanner) { continue }
            if scanner.matches(member.name, "number") { number = scanner.integer(member.value) }
            if scanner.matches(member.name, "at") {
                at = scanner.plainString(member.value).flatMap { Timestamp(rfc3339: $0) }
            }
        }
        frame = try members.frame(scanner)
        self.number = number ?? 0
        opening = try at.map { at throws(LineError) in try SegmentOpening(at: at, decoding: bytes) }
    }
}
