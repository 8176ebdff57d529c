import LiaisonCodes
import LiaisonStore
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

    /// Stores slips, and takes back those of the same people that nobody has used: whoever holds a slip that was lost gets in
    /// no more once there is another.
    ///
    /// - Parameters:
    ///   - slips: Their records.
    ///   - desks: The scopes of all that opens the same desks, such as a deputy's former codes.
    ///   - directory: The data directory.
    ///   - now: The time.
    /// - Returns: False where one of these slips was stored before and taken back since: then nothing is changed.
    /// - Throws: What kept them from being stored; none of them opens anything then.
    package static func store(
        slips: [TokenRecord], inPlaceOfThoseFor desks: Set<Scope>, in directory: DataDirectory,
        at now: Timestamp
    ) throws(InstallationError) -> Bool {
        var areGood = true
        try update(directory) { file throws(InstallationError) in
            let own = Set(slips.map(\.hash))
            areGood = !own.contains { file.record(hashed: $0)?.revoked != nil }
            if !areGood { return }
            for (index, record) in file.records.enumerated() {
                guard let until = record.slipUntil, record.revoked == nil, until > now,
                    desks.contains(record.scope), !own.contains(record.hash),
                    try !isUsed(record, in: directory)
                else { continue }
                file.setRevoked(now, of: index)
            }
            file.add(slips)
        }
        return areGood
    }

    private static func isUsed(
        _ slip: TokenRecord, in directory: DataDirectory
    ) throws(InstallationError) -> Bool {
        try InstallationError.wrapping { () throws(SystemError) in
            try EnrolmentFiles(directory: directory.path(of: .desk)).isUsed(slip)
        }
    }

    /// The record of a slip that was ever printed, or nothing.
    package func record(of slip: SlipCode) -> TokenRecord? {
        record(hashed: slip.hash).flatMap { $0.isSlip ? $0 : nil }
    }
}
