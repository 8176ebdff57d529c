import LiaisonSystem

/// Reads the messages of a period and of the one before, each author's text once: who sends the same again says nothing
/// new, six visitors who say the same of one matter are six.
///
/// A text that came by scan without name and telephone counts once, whoever sent it: a hundred of them may be one
/// person's.
struct MessageReader: Sendable {
    private let moments: Range<Timestamp>
    private let momentsBefore: Range<Timestamp>

    init(period: ReportPeriod) {
        moments = period.moments
        momentsBefore = period.before.moments
    }

    /// Calls `body` with each message and whether it is of the period before.
    ///
    /// - Parameters:
    ///   - batch: The messages.
    ///   - body: Gets each of them, but for repeated ones.
    /// - Returns: The places of those that `body` didn't get, and how many of the period were repeated.
    /// - Throws: What the file system says.
    func read(
        _ batch: any MessageBatch, _ body: (SurveyedMessage, _ isBefore: Bool) -> Void
    ) throws(SystemError) -> (others: [Int], repeated: Int) {
        var (seen, seenBefore): (Set<Said>, Set<Said>) = ([], [])
        var (others, repeated): ([Int], Int) = ([], 0)
        try batch.forEachMessage(besides: []) { message, place in
            let isBefore = momentsBefore.contains(message.received)
            guard isBefore || moments.contains(message.received) else {
                others.append(place)
                return
            }
            let said = Said(text: fingerprint(message.text), author: message.isAnonymous ? 0 : message.author)
            if isBefore ? seenBefore.insert(said).inserted : seen.insert(said).inserted {
                body(message, isBefore)
            } else {
                others.append(place)
                if !isBefore { repeated += 1 }
            }
        }
        return (others, repeated)
    }

    /// What makes a message the same once more.
    private struct Said: Hashable {
        let text: UInt64
        let author: UInt64
    }
}

extension SurveyedMessage {
    /// Whether nobody can tell who its author is.
    fileprivate var isAnonymous: Bool { name.isEmpty && phone.isEmpty && !isEntered }

    /// Tells authors apart: by telephone, else by name; who gave neither is another one in each case.
    var author: UInt64 {
        if !phone.isEmpty { return fingerprint(phone.filter { (0x30...0x39).contains($0) }) }
        if !name.isEmpty { return fingerprint(name) }
        return fingerprint(number.bytes)
    }
}

/// A hash of 64 bits, of eight bytes at a time: the same bytes give the same in every run.
private func fingerprint(_ bytes: [UInt8]) -> UInt64 {
    bytes.withUnsafeBytes { bytes in
        var hash = mixed(0x9E37_79B9_7F4A_7C15 ^ UInt64(bytes.count))
        var index = 0
        while index + 8 <= bytes.count {
            let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            hash = mixed(hash ^ UInt64(littleEndian: word))
            index += 8
        }
        let rest = bytes[index...].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return mixed(hash ^ rest)
    }
}

/// Spreads a change of any bit over all of them (the finaliser of MurmurHash3).
private func mixed(_ value: UInt64) -> UInt64 {
    var value = value
    value = (value ^ value >> 33) &* 0xFF51_AFD7_ED55_8CCD
    value = (value ^ value >> 33) &* 0xC4CE_B9FE_1A85_EC53
    return value ^ value >> 33
}
