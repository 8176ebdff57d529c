import LiaisonCodes
import LiaisonSystem
import LiaisonText

// A record as a line of the file.
extension TokenFile {
    static func json(_ record: TokenRecord) -> JSON {
        var members = [
            JSON.Member("id", .string(record.id)), JSON.Member("scope", .string(record.scope.description)),
            JSON.Member("issued", .string(record.issued.rfc3339)),
            JSON.Member("revoked", .optional(record.revoked?.rfc3339)),
            JSON.Member("expires", .optional(record.expires?.rfc3339)),
            JSON.Member("hash", .string(Hex.string(record.hash))),
        ]
        if let until = record.slipUntil { members.append(JSON.Member("slip", .string(until.rfc3339))) }
        return .object(members)
    }

    static func record(_ line: [UInt8]) -> TokenRecord? {
        guard let value = try? JSON(parsing: line), let id = value["id"]?.text,
            let scope = value["scope"]?.text.flatMap({ Scope($0) }),
            let issued = value["issued"]?.text.flatMap({ Timestamp(rfc3339: $0.utf8) }),
            let hash = value["hash"]?.text.flatMap({ Hex.decode($0.utf8) }), hash.count == SHA256.digestLength
        else { return nil }
        let revoked: Timestamp?
        let expires: Timestamp?
        let slip: Timestamp?
        do throws(UnreadableTime) {
            (revoked, expires) = (try time(value["revoked"] ?? .string("")), try time(value["expires"]))
            slip = try time(value["slip"])
        } catch {
            return nil
        }
        return TokenRecord(
            id: id, scope: scope, issued: issued, revoked: revoked, expires: expires,
            slipUntil: slip, hash: hash)
    }

    /// A time that can't be read: a revocation that can't be is none the less one, and nobody is let in by it.
    private struct UnreadableTime: Error {}

    private static func time(_ value: JSON?) throws(UnreadableTime) -> Timestamp? {
        guard let value, value != .null else { return nil }
        guard let time = value.text.flatMap({ Timestamp(rfc3339: $0.utf8) }) else { throw UnreadableTime() }
        return time
    }
}
