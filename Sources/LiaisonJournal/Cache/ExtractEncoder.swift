import LiaisonCodes
import LiaisonSystem

// The room of what spares a start the reading of every text: extracts of lines, without words, in one file a station. Its rule:
// nothing hangs on it. It may be deleted, damaged, of another release or of another store; whatever it says is looked
// up in the segments where it matters, and read anew from there where it doesn't agree. Lines come from `Reading/`, encoded
// by the fold that knows what it needs of them; a start gives them back to that fold.

/// Writes what folding needs of lines in a compact form, one after another.
///
/// A line is a byte of kind and flags, and what that calls for. Numbers are LEB128; moments are differences to the one
/// before; a text stands once and is numbered from then on. The kinds up to ``ExtractKind/verbatim`` are the journal's;
/// further ones are the fold's.
package struct ExtractEncoder: Sendable {
    /// What was written so far.
    package private(set) var bytes: [UInt8] = []
    private var texts: [String: UInt64] = [:]
    private var lastAt: Int64 = 0
    /// Whose lines: what is of it needn't name it.
    package let station: StationID

    /// No lines yet.
    ///
    /// - Parameter station: Whose they will be.
    package init(station: StationID) { self.station = station }

    /// Appends what can't be read as a line.
    ///
    /// - Parameter length: Its bytes in the segment, the newline included.
    package mutating func append(damagedLineOf length: Int) {
        append(ExtractKind.damaged)
        append(length)
    }

    /// Appends an opening.
    ///
    /// - Parameters:
    ///   - marks: What it has witnessed.
    ///   - length: Its bytes in the segment, the newline included.
    package mutating func append(_ marks: [SegmentMark], ofLength length: Int) {
        append(ExtractKind.opening)
        append(length)
        append(marks.count)
        for mark in marks {
            append(mark.name.month)
            append(mark.name.number)
            append(mark.lines)
        }
    }

    /// Appends a line as it stands in the segment but for its words.
    ///
    /// - Parameters:
    ///   - json: The line, without a newline.
    ///   - length: Its bytes in the segment, the newline included.
    ///   - hasWords: Whether it has words there.
    package mutating func append(verbatim json: some Collection<UInt8>, ofLength length: Int, hasWords: Bool)
    {
        append(ExtractKind.verbatim | (hasWords ? ExtractKind.words : 0))
        append(length)
        append(json.count)
        bytes.append(contentsOf: json)
    }

    /// Appends a byte.
    ///
    /// - Parameter byte: The byte.
    package mutating func append(_ byte: UInt8) { bytes.append(byte) }

    /// Appends bytes as they are.
    ///
    /// - Parameter run: The bytes.
    package mutating func append(run: UnsafeRawBufferPointer) { bytes.append(contentsOf: run) }

    /// Appends a number; a negative one as 0.
    ///
    /// - Parameter number: The number.
    package mutating func append(_ number: Int) { bytes.appendLEB128(number) }

    /// Appends a number.
    ///
    /// - Parameter number: The number.
    package mutating func append(_ number: UInt64) { bytes.appendLEB128(number) }

    /// Appends a moment.
    ///
    /// - Parameter moment: The moment.
    package mutating func append(_ moment: Timestamp) {
        let difference = moment.milliseconds &- lastAt
        lastAt = moment.milliseconds
        // The sign goes to the lowest bit, so that small differences stay short both ways.
        bytes.appendLEB128(UInt64(bitPattern: difference << 1 ^ difference >> 63))
    }

    /// Appends a text, which stands in full once only.
    ///
    /// - Parameter text: The text.
    package mutating func append(_ text: String) {
        if let number = texts[text] { return bytes.appendLEB128(number) }
        texts[text] = UInt64(texts.count + 1)
        bytes.append(0)
        bytes.appendLEB128(text.utf8.count)
        bytes.append(contentsOf: text.utf8)
    }
}

/// The kinds of extracted lines that the journal writes itself, and the flag beside them in the first byte.
package enum ExtractKind {
    /// No line at all.
    package static let damaged: UInt8 = 0
    /// An opening.
    package static let opening: UInt8 = 1
    /// The line as it stands in the segment but for its words.
    package static let verbatim: UInt8 = 2
    /// Where the kind stands in the first byte.
    package static let mask: UInt8 = 0x7F
    /// In the first byte: the line has words.
    package static let words: UInt8 = 0x80
}

extension LineScanner {
    /// A line but for what a person typed, and what an erasure has left of that.
    ///
    /// - Parameter line: One that could be read.
    /// - Returns: A line that says the same to a machine, with the same hash.
    package static func withoutWords(_ line: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        guard var scanner = LineScanner(line) else { return [] }
        while let member = scanner.next() {
            if scanner.matches(member.name, "hash") { break }
        }
        return Array(line[..<scanner.index]) + [UInt8(ascii: "}")]
    }
}
