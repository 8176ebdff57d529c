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
    ///   - directory: The station's inbox directory.
    ///   - damage: Gets what can't be read and is left out, and what was altered and isn't.
    /// - Returns: The entries.
    /// - Throws: What the file system says of more than one file.
    static func read(
        _ references: [EntryReference], station: StationID, in directory: String, damage: inout ReadingDamage
    ) throws(SystemError) -> [LedgerEntry] {
        var found: [LedgerEntry] = []
        found.reserveCapacity(references.count)
        for (segment, lines) in Dictionary(grouping: references, by: \.line.segment) {
            do throws(SystemError) {
                found += try read(lines, of: segment, station: station, in: directory, damage: &damage)
            } catch {
                let path = "\(directory)/\(segment.fileName)"
                guard error.concernsOneFile else { throw error.about(path) }
                damage.files.append((path, error.about(path)))
            }
        }
        return found.sorted { $0.order < $1.order }
    }

    private static func read(
        _ lines: [EntryReference], of segment: SegmentName, station: StationID, in directory: String,
        damage: inout ReadingDamage
    ) throws(SystemError) -> [LedgerEntry] {
        var found: [LedgerEntry] = []
        let file = try SegmentFile.open(segment, in: directory)
        for reference in lines {
            let bytes = try SegmentFile.line(at: reference.line.range, of: file)
            let line: LedgerLine
            do throws(LineError) {
                let read = try ReadLine(bytes, isErased: reference.isErased)
                if let problem = read.problem { damage.altered.append((reference.line, problem)) }
                line = read.line
            } catch {
                damage.lines.append(
                    (reference.line, error, bytes.withUnsafeBufferPointer { LineScanner.hasHole($0) }))
                continue
            }
            guard case .event(var event) = line.content else { continue }
            let numberOnLine = event.caseNumber
            event.caseNumber = reference.number ?? numberOnLine
            let entry = LedgerEntry(
                id: reference.line.id(in: station), event: event,
                hash: line.hash.description,
                isErased: line.words != .none && event.personal == nil,
                numberOnLine: numberOnLine,
                order: LineOrder(at: event.at, segment: segment, line: reference.line.line))
            found.append(entry)
        }
        return found
    }
}

extension FoldedStation where Folded == CaseFold {
    /// Where to read the events of those lines; lines that aren't on stable storage yet are left out.
    func references(to places: [LinePlace]) -> [EntryReference] {
        places.compactMap { lines.isDurable($0) ? reference(to: $0) : nil }
    }

    /// Where to read a line's event.
    func reference(to place: LinePlace) -> EntryReference {
        let known = fold.caseLines.caseIndex(of: place).map { fold.cases[$0] }
        return EntryReference(
            line: lines.reference(to: place), isErased: known?.isErased ?? false, number: known?.number)
    }
}

extension StationJournal where Deciding == CaseDecider {
    /// Reads lines' events, sorted as every server folds them; what can't be read any more is told of.
    ///
    /// - Parameters:
    ///   - references: The lines.
    ///   - skippingDamage: Whether lines of a file that can't be read are left out instead of failing, as lines that
    ///     are damaged themselves always are.
    /// - Returns: The entries.
    /// - Throws: What the file system says.
    func read(
        _ references: [EntryReference], skippingDamage: Bool = false
    ) throws(SystemError) -> [LedgerEntry] {
        var damage = ReadingDamage()
        let entries = try EntryReference.read(references, station: station, in: directory, damage: &damage)
        let isOnItsWay = tell(damage, among: references.lazy.map(\.line))
        if skippingDamage { return entries }
        if let file = damage.files.first { throw file.error }
        // It was there, and will be: nobody may go on without it.
        if isOnItsWay { throw SystemError("pread", directory, code: .inputOutput) }
        return entries
    }
}
