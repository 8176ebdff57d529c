import LiaisonCodes
import LiaisonJournal
import LiaisonSystem

extension Ledger {
    /// Has drafts recorded, all of them or none, and waits: never on an event loop.
    ///
    /// - Parameters:
    ///   - drafts: What to record; all of one station.
    ///   - station: Whose ledger.
    /// - Returns: What has become of each, in their order.
    /// - Throws: Why none was recorded.
    package func record(
        _ drafts: [RecordDraft], at station: StationID
    ) throws(LedgerError) -> [RecordCommitment] {
        let settlement = try journal.perform(PreparedProposal(.records(drafts), keys: keys), at: station)
        guard case .ofRecords(let commitments) = settlement else { throw .absent }
        return commitments
    }

    /// What a station's records amount to; blocks on the disk.
    package func recordFold(of station: StationID) throws(SystemError) -> any RecordFold {
        try journal(of: station).withFreshFold(maximumAge: Self.readingAge) { $0.fold.records.arranged() }
    }

    /// What tells what a station's lines say now from what they said before; blocks on the disk.
    ///
    /// - Parameter station: Whose ledger.
    /// - Returns: The mark: what was made of the lines holds as long as it is the same.
    /// - Throws: What the file system says.
    package func mark(of station: StationID) throws(SystemError) -> StationMark {
        try journal(of: station).withFreshFold(maximumAge: Self.readingAge) { StationMark(of: $0) }
    }

    /// Looks at each case of a station where it stands, none copied; blocks on the disk.
    ///
    /// - Parameters:
    ///   - station: Whose ledger.
    ///   - body: Gets each case, in the order in which they were first seen; must not block.
    /// - Throws: What the file system says.
    package func forEachCase(of station: StationID, _ body: (Case) -> Void) throws(SystemError) {
        try journal(of: station).withFreshFold(maximumAge: Self.readingAge) { inbox in
            for index in inbox.fold.cases.indices { body(inbox.fold.cases[index]) }
        }
    }

    /// What was recorded under a key; blocks on the disk.
    ///
    /// - Parameters:
    ///   - key: The key of an act.
    ///   - station: Whose ledger.
    /// - Returns: The number of it; nothing where nothing was.
    /// - Throws: What the file system says.
    package func recordNumber(
        ofKey key: Digest, at station: StationID
    ) throws(SystemError) -> RecordNumber? {
        try journal(of: station).withFreshFold(maximumAge: 0) { $0.fold.records.known(key)?.number }
    }

    /// The records of some numbers with what was typed, each number's in the order of the fold; blocks on the disk.
    ///
    /// Lines that can't be read are told of and left out; what isn't on stable storage yet is, too.
    ///
    /// - Parameters:
    ///   - numbers: Which; all of one station.
    ///   - station: Whose ledger.
    /// - Returns: The records, by number; none of a number that isn't there.
    /// - Throws: What the file system says.
    package func records(
        _ numbers: some Sequence<RecordNumber> & Sendable, of station: StationID
    ) throws(SystemError) -> [RecordNumber: [RecordEntry]] {
        let journal = journal(of: station)
        let references = try journal.withFreshFold(maximumAge: Self.readingAge) { inbox in
            inbox.lines.references(to: numbers.flatMap { inbox.fold.records.places(of: $0) })
        }
        return Dictionary(grouping: try journal.readRecords(references), by: \.record.number)
    }
}

extension StationJournal where Deciding == CaseDecider {
    /// Reads records back, sorted as every server folds them; of what two servers stored both, one.
    fileprivate func readRecords(_ references: [LineReference]) throws(SystemError) -> [RecordEntry] {
        var found: [RecordEntry] = []
        var damage = ReadingDamage()
        for (segment, lines) in Dictionary(grouping: references, by: \.segment) {
            let file = try inbox.open(segment)
            for reference in lines {
                let bytes = try SegmentFile.line(at: reference.range, of: file)
                let line: LedgerLine
                do throws(LineError) {
                    let read = try bytes.withUnsafeBufferPointer { bytes throws(LineError) in
                        try ReadLine(bytes, isErased: false)
                    }
                    if let problem = read.problem { damage.altered.append((reference, problem)) }
                    line = read.line
                } catch {
                    let hasHole = bytes.withUnsafeBufferPointer { LineScanner.hasHole($0) }
                    damage.lines.append((reference, error, hasHole))
                    continue
                }
                guard case .record(let record) = line.content else { continue }
                found.append(
                    RecordEntry(
                        id: reference.id(in: station), record: record,
                        hash: line.hash.description,
                        isErased: line.words != .none && record.words == nil,
                        order: LineOrder(at: record.at, segment: segment, line: reference.line)))
            }
        }
        // The words of what is erased are read for the lines that have none left to be gone.
        let erased = Set(found.lazy.map(\.record).filter { $0.kind == Record.erasure }.map(\.number))
        if !erased.isEmpty {
            let gone = Set(found.lazy.filter { erased.contains($0.record.number) }.map(\.id))
            damage.altered.removeAll { $1 != .altered && gone.contains($0.id(in: station)) }
        }
        // What is left out has been told of; nobody can be told less of a register for one line of it.
        _ = tell(damage, among: references)
        var keys: Set<Digest> = []
        return found.sorted { $0.order < $1.order }
            .filter { entry in entry.record.key.map { keys.insert($0).inserted } ?? true }
    }
}

/// What tells one state of a station's ledger from the next, in one process.
package struct StationMark: Equatable, Sendable {
    private let revision: Int
    /// Whether a batch is on its way: what it has brought isn't on stable storage yet, and no line comes when it is.
    private let isOpen: Bool

    init(of inbox: Inbox) { (revision, isOpen) = (inbox.lines.revision, inbox.lines.isOpen) }
}
