import LiaisonCodes
import LiaisonSystem

/// Where to read one line back, without what is known of the station.
package struct LineReference: Hashable, Sendable {
    package let segment: SegmentName
    /// Its number.
    package let line: Int
    /// Its bytes, the newline left out.
    package let range: Range<Int>

    /// The line's name among all lines.
    ///
    /// - Parameter station: Whose it is.
    /// - Returns: `<station>/<segment>/<line>`.
    package func id(in station: StationID) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(40)
        text.append(station.description)
        text.append(UInt8(ascii: "/"))
        text.append(segment)
        text.append(UInt8(ascii: "/"))
        text.appendDecimal(line)
        return String(decoding: text, as: UTF8.self)
    }
}

/// What could be read when it was folded, or when its extract was stored, and can't be any more.
package struct ReadingDamage: Sendable {
    /// Lines that are none, and whether part of them may be on its way.
    package var lines: [(line: LineReference, error: LineError, hasHole: Bool)] = []
    /// Lines that can be read and aren't as they were written, and what is wrong with each.
    package var altered: [(line: LineReference, problem: Verification.Problem)] = []
    /// Lines that weren't as they were written when they were read before, and are now.
    package var restored: [LineReference] = []
    /// Segments that can't be opened or read, by their paths.
    package var files: [(path: String, error: SystemError)] = []

    /// None.
    package init() {}

    /// Whether everything could be read.
    package var isEmpty: Bool { lines.isEmpty && altered.isEmpty && restored.isEmpty && files.isEmpty }
}
