import LiaisonCodes
import LiaisonSystem

/// Sign-in slips for the desk: their records stand among the tokens', so that what ends these ends those.
extension TokenFile {
    /// A slip that was just made, and its record.
    package struct IssuedSlip: Sendable {
        package let code: SlipCode
        package let record: TokenRecord
    }

    /// Makes sign-in slips of which nothing is stored yet: they open nothing until ``store(_:in:)``.
    ///
    /// - Parameters:
    ///   - scopes: Whose desk each is to open.
    ///   - now: The time.
    ///   - until: Until when they can be used.
    ///   - code: Makes the code of each; a fresh one unless given.
    /// - Returns: The slips in the order of the scopes.
    package static func draftSlips(
        _ scopes: [Scope], at now: Timestamp, until: Timestamp,
        code: (Scope) -> SlipCode = { _ in .random() }
    ) -> [IssuedSlip] {
        scopes.map { scope in
            let code = code(scope)
            return IssuedSlip(
                code: code,
                record: TokenRecord(
                    id: RandomBytes.hex(count: 4), scope: scope, issued: now, revoked: nil, expires: nil,
                    slipUntil: until, hash: code.hash))
        }
    }

    /// The record of a slip that was ever printed, or nothing.
    package func record(of slip: SlipCode) -> TokenRecord? {
        record(hashed: slip.hash).flatMap { $0.isSlip ? $0 : nil }
    }
}
