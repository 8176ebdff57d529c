import LiaisonSystem

/// Reads the messages of a period and of the one before, each text once: who sends the same again says nothing
/// new.
struct MessageReader: Sendable {
    private let moments: Range<Timestamp>
    private let momentsBefore: Range<Timestamp>

    init(period: ReportPeriod) {
        moments = period.moments
        momentsBefore = period.before.moments
    }

    /// Calls `body` with each message and whether it is of the period before.
    func read(
        _ batch: any MessageBatch, _ body: (SurveyedMessage, _ isBefore: Bool) -> Void
    ) throws(SystemError) {
        var seen: [Set<UInt64>] = [[], []]
        try batch.forEachMessage { message in
            let isBefore = momentsBefore.contains(message.received)
            guard isBefore || moments.contains(message.received) else { return }
            if seen[isBefore ? 1 : 0].insert(fingerprint(message.text)).inserted { body(message, isBefore) }
        }
    }
}

extension SurveyedMessage {
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
