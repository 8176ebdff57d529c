import CLinux
import Glibc
import LiaisonSystem

/// An address of version 4 or 6; a v4-mapped v6 address (RFC 4291 section 2.5.5.2) is the v4 address it holds.
package enum IPAddress: Sendable, Hashable {
    case v4(UInt32)
    case v6(high: UInt64, low: UInt64)

    /// Reads `192.0.2.1` or `2001:db8::1`, as inet_pton(3) does.
    package init?(_ text: some Collection<UInt8>) {
        guard text.count <= 45, !text.contains(0) else { return nil }
        var terminated = text.map { CChar(bitPattern: $0) }
        terminated.append(0)
        var four = in_addr()
        if inet_pton(AF_INET, terminated, &four) == 1 {
            self = .v4(UInt32(bigEndian: four.s_addr))
            return
        }
        var six = in6_addr()
        guard inet_pton(AF_INET6, terminated, &six) == 1 else { return nil }
        self.init(six)
    }

    /// Reads `192.0.2.1` or `2001:db8::1`, as inet_pton(3) does.
    package init?(_ text: String) { self.init(text.utf8) }

    init(_ six: in6_addr) {
        let (high, low) = withUnsafeBytes(of: six) {
            (
                UInt64(bigEndian: $0.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
                UInt64(bigEndian: $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            )
        }
        if high == 0, low >> 32 == 0xFFFF {
            self = .v4(UInt32(truncatingIfNeeded: low))
        } else {
            self = .v6(high: high, low: low)
        }
    }

    var in6: in6_addr {
        var six = in6_addr()
        if case .v6(let high, let low) = self {
            withUnsafeMutableBytes(of: &six) {
                $0.storeBytes(of: high.bigEndian, toByteOffset: 0, as: UInt64.self)
                $0.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
            }
        }
        return six
    }

    /// What one household or host has: the address itself for v4, its /64 for v6, where the rest is the
    /// host's to choose and change.
    package var network: IPAddress {
        if case .v6(let high, _) = self { return .v6(high: high, low: 0) }
        return self
    }
}

extension IPAddress: CustomStringConvertible {
    /// `192.0.2.1`, or the shortest form of RFC 5952.
    package var description: String {
        var text: [UInt8] = []
        append(to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends ``description`` as ASCII bytes.
    func append(to output: inout [UInt8]) {
        if case .v4(let value) = self {
            for shift in stride(from: 24, through: 0, by: -8) {
                output.appendDecimal(Int(value >> UInt32(shift) & 255))
                if shift > 0 { output.append(UInt8(ascii: ".")) }
            }
            return
        }
        var six = in6
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        inet_ntop(AF_INET6, &six, &text, socklen_t(INET6_ADDRSTRLEN))
        output.append(contentsOf: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) })
    }
}

/// Who sent a request: the peer of the connection, or the client that a trusted proxy names.
package struct ClientAddress: Sendable, Hashable, CustomStringConvertible {
    package let address: IPAddress

    package init(_ address: IPAddress) { self.address = address }

    package var description: String { address.description }
}
