import LiaisonSystem

/// What can't be read of a segment at present, and may be there in a moment.
///
/// Another client's append may be seen before all of its bytes are: a network file system shows zeros where they will
/// stand, or half a line. So what can't be read at the end of a segment isn't there yet. It is not passed over, and
/// neither witnessed nor counted in a cursor nor kept in the cache. Where zeros stand and sound lines follow, those
/// are folded, so that they are seen, but the segment counts up to the zeros only.
///
/// What stays so for ``patience`` is damage, and so is at once what no network can have left behind: something else than
/// zeros amid sound lines, or anything in a file that nobody has written to for a while.
package struct SegmentDoubt: Sendable {
    /// Where it begins, in bytes of the segment.
    package let start: Int
    /// Since when, CLOCK_MONOTONIC in nanoseconds.
    package let since: UInt64
    /// The numbers of its lines that others follow; none at the end of the segment.
    package var passed: [Int] = []
    /// How many lines stand before those, up to the last that can be read, and the hash of that.
    package var linesBefore = 0
    package var hashBefore = LineHash.none

    /// How long, in nanoseconds, something stays in doubt: two minutes, more than a server of a distributed file system
    /// waits for a client that has vanished.
    package static let patience: UInt64 = 120_000_000_000

    /// Something that can't be read as yet.
    ///
    /// - Parameters:
    ///   - start: Where it begins, in bytes of the segment.
    ///   - since: Since when, CLOCK_MONOTONIC in nanoseconds.
    package init(start: Int, since: UInt64) { (self.start, self.since) = (start, since) }

    /// Whether it has stayed so too long.
    ///
    /// - Parameter now: CLOCK_MONOTONIC in nanoseconds.
    /// - Returns: Whether it has.
    package func isOver(at now: UInt64) -> Bool { now &- since >= Self.patience }
}

/// A line that can't be read, on its way to be damage or nothing yet.
package struct UnreadableLine {
    /// Where it begins, in bytes of the segment.
    package let start: Int
    /// Its bytes, the newline included.
    package let length: Int
    /// Why it can't be read.
    package let error: LineError
    /// Whether zeros stand where a part of it may still be to come.
    package let hasHole: Bool

    /// What stands where a line should.
    ///
    /// - Parameters:
    ///   - start: Where it begins, in bytes of the segment.
    ///   - bytes: The bytes, without the newline.
    ///   - error: Why they are no line.
    package init(at start: Int, _ bytes: UnsafeBufferPointer<UInt8>, error: LineError) {
        self.start = start
        self.error = error
        length = bytes.count + 1
        hasHole = LineScanner.hasHole(bytes)
    }
}

/// How many lines a segment had at some time, and some time before.
///
/// A writer whose sync has failed takes its lines back, within moments. Lines that have stood longer go by no right.
package struct StandingLines: Sendable {
    private var former: (lines: Int32, at: UInt64) = (0, 0)
    private var latest: (lines: Int32, at: UInt64) = (0, 0)

    /// How long, in nanoseconds, a writer may take to take lines back: a minute.
    private static let settlingTime: UInt64 = 60_000_000_000

    /// None were ever seen.
    package init() {}

    /// Takes note of a number.
    ///
    /// - Parameters:
    ///   - lines: How many lines there are.
    ///   - now: CLOCK_MONOTONIC in nanoseconds.
    package mutating func note(_ lines: Int, at now: UInt64) {
        guard latest.at == 0 || now &- latest.at >= Self.settlingTime else { return }
        former = latest
        latest = (Int32(clamping: lines), now)
    }

    /// How many there were so long ago.
    ///
    /// - Parameter now: CLOCK_MONOTONIC in nanoseconds.
    /// - Returns: The number.
    package func lines(at now: UInt64) -> Int {
        Int(now &- latest.at >= Self.settlingTime ? latest.lines : former.lines)
    }
}

extension LineScanner {
    /// Whether bytes that are no line could be one, or several, of which a part is still to come: zeros with nothing
    /// before them, or the beginning of a line, and behind them nothing, or the end of one.
    ///
    /// - Parameter bytes: The bytes.
    /// - Returns: Whether they could.
    package static func hasHole(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = bytes.firstIndex(of: 0), let last = bytes.lastIndex(of: 0) else { return false }
        let begins = first == 0 || bytes[0] == UInt8(ascii: "{")
        return begins && (last == bytes.count - 1 || bytes[bytes.count - 1] == UInt8(ascii: "}"))
    }
}
