import LiaisonCodes
import LiaisonJournal
import LiaisonSystem

/// Where to read an event back, without the fold's lock.
struct EntryReference: Sendable {
    let line: LineReference
    /// Whether its words are no longer to be read: they are being taken out, or are out.
    let isErased: Bool
    /// The number that its case has now.
    let number: CaseNumber?

    /// Reads the lines' events, sorted as every server folds them.
    ///
    /// - Parameters:
    ///   - references: The lines.
    ///   - station: Whose.
    ///   - inbox: The station's inbox.
    ///   - damage: Gets what can't be read and is left out, and what was altered and isn't.
    ///   - isWanted: Of which lines, by their bytes, events are wanted at all; of those without their words they always are.
    /// - Returns: The entries.
    /// - Throws: What the file system says of more than one file.
    static func read(
        _ references: [EntryReference], station: StationID, in inbox: InboxDirectory,
        damage: inout ReadingDamage,
        where isWanted: (UnsafeBufferPointer<UInt8>) -> Bool = { _ in true }
    ) throws(SystemError) -> [LedgerEntry] {
        var found: [LedgerEntry] = []
        found.reserveCapacity(references.count)
        var rest = references[...]
        while let first = rest.first {
            let stretch = rest.prefix { $0.line.segment == first.line.segment }
            rest = rest[stretch.endIndex...]
            let before = found.count
            do throws(SystemError) {
                try read(
                    stretch, station: station, in: inbox, to: &found, damage: &damage, where: isWanted)
            } catch {
                found.removeLast(found.count - before)
                let path = inbox.path(of: first.line.segment)
                guard error.concernsOneFile else { throw error.about(path) }
                damage.files.append((path, error.about(path)))
            }
        }
        // Nearly always they are: to sort them would move each of them about.
        let areSorted = found.indices.dropFirst().allSatisfy { found[$0 - 1].order < found[$0].order }
        return areSorted ? found : found.sorted { $0.order < $1.order }
    }

    /// Reads lines of one segment.
    private static func read(
        _ references: ArraySlice<EntryReference>, station: StationID, in inbox: InboxDirectory,
        to found: inout [LedgerEntry], damage: inout ReadingDamage,
        where isWanted: (UnsafeBufferPointer<UInt8>) -> Bool
    ) throws(SystemError) {
        guard let segment = references.first?.line.segment else { return }
        let file = try inbox.open(segment)
        var rest = references
        while let first = rest.first {
            var range = first.line.range
            let together = rest.prefix { range.takeIn($0.line.range) }
            rest = rest[together.endIndex...]
            let bytes = try SegmentFile.line(at: range, of: file)
            bytes.withUnsafeBufferPointer { bytes in
                for reference in together {
                    let place = reference.line.range
                    let start = place.lowerBound - range.lowerBound
                    let line = UnsafeBufferPointer(rebasing: bytes[start..<(start + place.count)])
                    // Where words are gone, nothing tells whether they were wanted, and they may be missing.
                    guard isWanted(line) || line.dropLast().last == UInt8(ascii: " ") else { continue }
                    do throws(LineError) {
                        let read = try ReadLine(line, isErased: reference.isErased)
                        if let problem = read.problem { damage.altered.append((reference.line, problem)) }
                        // Handed on without a copy: a pull has thousands of them.
                        let entry = entry(reference, (consume read).line, station: station)
                        if let entry { found.append(entry) }
                    } catch {
                        damage.lines.append((reference.line, error, LineScanner.hasHole(line)))
                    }
                }
            }
        }
    }

    /// A line's event; nothing where it has none.
    private static func entry(
        _ reference: EntryReference, _ line: consuming LedgerLine, station: StationID
    ) -> LedgerEntry? {
        let (hash, words) = (line.hash, line.words)
        guard case .event(var event) = (consume line).content else { return nil }
        let numberOnLine = event.caseNumber
        event.caseNumber = reference.number ?? numberOnLine
        return LedgerEntry(
            id: reference.line.id(in: station), event: event, hash: hash.description,
            isErased: words != .none && event.personal == nil, numberOnLine: numberOnLine,
            order: LineOrder(at: event.at, segment: reference.line.segment, line: reference.line.line))
    }
}

extension Range<Int> {
    /// Grows to take in a line that stands a little behind, so that both are read with one call to the kernel.
    ///
    /// - Parameter line: Where it stands.
    /// - Returns: Whether it is in it now; not what stands before, far behind, or makes it long.
    fileprivate mutating func takeIn(_ line: Range<Int>) -> Bool {
        if line == self { return true }
        guard line.lowerBound >= upperBound, line.lowerBound - upperBound <= 1 << 12,
            line.upperBound - lowerBound <= 1 << 16
        else { return false }
        self = lowerBound..<line.upperBound
        return true
    }
}

extension FoldedStation where Folded == CaseFold {
    /// Where to read the events of those lines; lines that aren't on stable storage yet are left out.
    func references(to places: [LinePlace]) -> [EntryReference] {
        places.compactMap { lines.isDurable($0) ? reference(to: $0) : nil }
    }

    /// Where to read a line's event.
    func reference(to place: LinePlace) -> EntryReference {
        let line = lines.reference(to: place)
        guard let index = fold.caseLines.caseIndex(of: place) else {
            return EntryReference(line: line, isErased: false, number: nil)
        }
        return EntryReference(
            line: line, isErased: fold.cases[index].isErased, number: fold.cases[index].number)
    }
}

extension StationJournal where Deciding == CaseDecider {
    /// Reads lines' events, sorted as every server folds them; what can't be read any more is told of.
    ///
    /// - Parameters:
    ///   - references: The lines.
    ///   - skippingDamage: Whether lines of a file that can't be read are left out instead of failing, as lines that
    ///     are damaged themselves always are.
    ///   - isWanted: Of which lines, by their bytes, events are wanted at all.
    /// - Returns: The entries.
    /// - Throws: What the file system says.
    func read(
        _ references: [EntryReference], skippingDamage: Bool = false,
        where isWanted: (UnsafeBufferPointer<UInt8>) -> Bool = { _ in true }
    ) throws(SystemError) -> [LedgerEntry] {
        var damage = ReadingDamage()
        let entries = try EntryReference.read(
            references, station: station, in: inbox, damage: &damage, where: isWanted)
        let isOnItsWay = tell(damage, among: references.lazy.map(\.line))
        if skippingDamage { return entries }
        if let file = damage.files.first { throw file.error }
        // It was there, and will be: nobody may go on without it.
        if isOnItsWay { throw SystemError("pread", inbox.path, code: .inputOutput) }
        return entries
    }
}
