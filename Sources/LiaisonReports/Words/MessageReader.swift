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
    /// - Returns: How many of the period were repeated.
    /// - Throws: What the file system says.
    func read(
        _ batch: any MessageBatch, _ body: (SurveyedMessage, _ isBefore: Bool) -> Void
    ) throws(SystemError) -> Int {
        var seen: [Set<Said>] = [[], []]
        var repeated = 0
        try batch.forEachMessage { message in
            let isBefore = momentsBefore.contains(message.received)
            guard isBefore || moments.contains(message.received) else { return }
            let said = Said(text: fingerprint(message.text), author: message.isAnonymous ? 0 : message.author)
            if seen[isBefore ? 1 : 0].insert(said).inserted {
                body(message, isBefore)
            } else if !isBefore {
                repeated += 1
            }
        }
        return repeated
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

/// A hash of 64 bits (FNV-1a): the same bytes give the same in every run.
private func fingerprint(_ bytes: [UInt8]) -> UInt64 {
    bytes.withUnsafeBufferPointer { bytes in
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return hash
    }
}
