import LiaisonSystem

// The room where words leave the store: the one place where something that stands in a segment is written over. Its rule:
// every hash, offset and count stays, and nothing is taken out that a writer could still take back the reason for. What is to
// go comes from a fold that says it was erased; what went is found nowhere but as spaces. Photos go first, words last: as long
// as words stand, the work isn't done and is begun again by whoever reads them.

/// The erasure of what people typed in some lines.
package struct WordsErasure {
    private let journal: any ErasureJournal
    /// Where the words stand.
    private var places: [SegmentName: [Range<Int>]] = [:]
    /// The segments of the lines that say so.
    private var decidedIn: Set<SegmentName> = []

    /// Reads the lines.
    ///
    /// - Parameters:
    ///   - lines: Where they stand.
    ///   - journal: The station's, whose committer this is.
    ///   - isDecision: Gets each line's bytes; whether it is the one that has the words taken out.
    /// - Throws: What the file system says; EIO for a line of which a part is still to come.
    package init(
        of lines: [LineReference], in journal: any ErasureJournal, where isDecision: ([UInt8]) -> Bool
    ) throws(SystemError) {
        self.journal = journal
        for (segment, references) in Dictionary(grouping: lines, by: \.segment) {
            let file = try journal.inbox.open(segment)
            for reference in references {
                let bytes = try SegmentFile.line(at: reference.range, of: file)
                if isDecision(bytes) { decidedIn.insert(segment) }
                // Words that are on their way to this machine would stay.
                if bytes.withUnsafeBufferPointer({ LineScanner.hasHole($0) }) {
                    throw SystemError("pread", journal.inbox.path(of: segment), code: .inputOutput)
                }
                guard let words = LineScanner.words(of: bytes) else { continue }
                let start = reference.range.lowerBound
                places[segment, default: []].append((start + words.lowerBound)..<(start + words.upperBound))
            }
        }
    }

    /// Makes sure that the erasure itself can't be taken back any more by its writer, who would have refused it then.
    ///
    /// - Parameter own: The segments that this process writes or has written.
    /// - Throws: What the file system says; ESTALE when it has been taken back, or isn't there to be read.
    package func secureDecision(unlessIn own: Set<SegmentName>) throws(SystemError) {
        if decidedIn.isDisjoint(with: own) { try journal.secure(decidedIn) }
    }

    /// Overwrites the words, durably.
    ///
    /// - Throws: What the file system says; what is gone stays gone.
    package func blank() throws(SystemError) {
        for (segment, ranges) in places { try SegmentFile.blank(ranges, of: segment, in: journal.inbox) }
    }
}

/// Where an erasure is done: a station's journal, whatever is decided there.
package protocol ErasureJournal {
    /// `stations/<ID>/inbox` in the data directory.
    var inbox: InboxDirectory { get }

    /// Makes sure that what stands in segments of others can't be taken back any more by their writers.
    ///
    /// - Parameter segments: The segments.
    /// - Throws: What the file system says; ESTALE when it has been taken back, or isn't there to be read.
    func secure(_ segments: Set<SegmentName>) throws(SystemError)
}

extension StationJournal: ErasureJournal {}
