import LiaisonCases
import LiaisonCodes
import LiaisonDesk
import LiaisonHTTP
import LiaisonSystem
import Synchronization

/// Looks for messages that a machine sends, without asking anything of people.
///
/// What looks so is stored and receipted like any other message; it waits in quarantine until an officer has
/// looked at it. The signs are weak ones, so none of them is enough alone, and the figures lean towards people:
/// a village that writes about the same cut of the water, with words copied from one chat, from one address or
/// one helper's phone, stays far below them, and a petition that people send from their own phones never meets them.
final class MessageScreen: Sendable {
    /// Nobody reads a form, writes twenty characters and sends them in less, in milliseconds. Prepared words
    /// are pasted that fast, so haste alone says nothing.
    private static let haste: Int64 = 2_000
    /// A page may lie open for weeks; forms gathered in advance are used much later, in milliseconds.
    private static let staleness: Int64 = 30 * 86_400_000
    /// For how long a text is remembered, in milliseconds.
    private static let memory: Int64 = 3_600_000
    /// How many texts are remembered at most.
    private static let capacity = 2048
    /// With so many near-identical texts within the hour before it, wherever they came from, haste or a stale form tells
    /// a machine.
    private static let few = 10
    /// With so many from the same address, the text alone does: a village of as many households doesn't write within one
    /// hour.
    private static let many = 200

    private let recent = Mutex<[Seen]>([])

    /// A text that came.
    private struct Seen {
        let text: TextShape
        /// The beginning of the nonce's random part: the same form sent again is the same text, not another one.
        let form: UInt64
        /// Where it came from.
        let network: IPAddress
        let at: Timestamp
    }

    /// Why a message looks like no person's, or nothing; takes note of it.
    ///
    /// - Parameters:
    ///   - text: What was typed.
    ///   - nonce: The form's nonce, decoded.
    ///   - client: Who sent it.
    ///   - now: The present.
    /// - Returns: The sign that decided, or nothing.
    func suspicion(
        of text: String, nonce: [UInt8], from client: ClientAddress, at now: Timestamp
    ) -> Suspicion? {
        // Short texts are alike by chance.
        guard let shape = TextShape(text) else { return nil }
        let alike = note(
            Seen(text: shape, form: Self.form(nonce), network: client.address.network, at: now))
        if alike.all < Self.few { return nil }
        let age = now.milliseconds - FormNonces.rendered(nonce).milliseconds
        if age < Self.haste { return .haste }
        if age > Self.staleness { return .stale }
        return alike.fromHere < Self.many ? nil : .repetition
    }

    /// Remembers a text, and answers how many like it came from other forms before: in all, and from the same address.
    private func note(_ new: Seen) -> (all: Int, fromHere: Int) {
        recent.withLock { recent in
            let oldest = new.at.adding(milliseconds: -Self.memory)
            if let first = recent.first, first.at < oldest || recent.count == Self.capacity {
                recent.removeAll { $0.at < oldest }
                // A quarter at once: moving the rest costs something.
                if recent.count == Self.capacity { recent.removeFirst(Self.capacity / 4) }
            }
            var alike = (all: 0, fromHere: 0)
            for seen in recent where seen.text.isNear(new.text) {
                if seen.form == new.form { return (0, 0) }
                alike.all += 1
                if seen.network == new.network { alike.fromHere += 1 }
            }
            recent.append(new)
            return alike
        }
    }

    private static func form(_ nonce: [UInt8]) -> UInt64 {
        nonce.suffix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
