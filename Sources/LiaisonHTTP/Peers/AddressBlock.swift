/// A range of addresses in CIDR notation (RFC 4632, RFC 4291 section 2.3).
package struct AddressBlock: Sendable, Hashable {
    private let first: IPAddress
    private let length: Int

    /// Reads `10.0.0.0/8`, `fd00::/8` or a single address; bits after the prefix must be zero, as a
    /// stray one there is usually a slip.
    package init?(_ text: String) {
        let parts = text.utf8.split(
            separator: UInt8(ascii: "/"), maxSplits: 1, omittingEmptySubsequences: false)
        guard let head = parts.first, let address = IPAddress(head) else { return nil }
        let longest = if case .v4 = address { 32 } else { 128 }
        var length = longest
        if parts.count == 2 {
            guard parts[1].count <= 3, parts[1].allSatisfy(ByteClass.isDigit),
                let number = Int(String(decoding: parts[1], as: UTF8.self)), number <= longest
            else { return nil }
            length = number
        }
        guard Self.masked(address, length) == address else { return nil }
        first = address
        self.length = length
    }

    /// Whether the address lies in the range.
    package func contains(_ address: IPAddress) -> Bool {
        switch (address, first) {
        case (.v4, .v4), (.v6, .v6): Self.masked(address, length) == first
        default: false
        }
    }

    private static func masked(_ address: IPAddress, _ length: Int) -> IPAddress {
        switch address {
        case .v4(let value): .v4(value & ~(UInt32.max >> UInt32(length)))
        case .v6(let high, let low):
            .v6(
                high: high & ~(UInt64.max >> UInt64(min(length, 64))),
                low: low & ~(UInt64.max >> UInt64(max(length - 64, 0))))
        }
    }
}
