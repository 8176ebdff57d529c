import Glibc

extension SocketAddress {
    /// An address at which others reach a socket that listens here: for `0.0.0.0` and `::` the machine's first
    /// IPv4 address that isn't loopback, or loopback where it has none; else the address itself.
    package var reachable: SocketAddress {
        let isAny: Bool =
            switch address {
            case .v4(let value): value == 0
            case .v6(let high, let low): high == 0 && low == 0
            }
        return isAny ? SocketAddress(Self.firstOfMachine ?? .v4(0x7F00_0001), port: port) : self
    }

    private static var firstOfMachine: IPAddress? {
        var list: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&list) == 0 else { return nil }
        defer { freeifaddrs(list) }
        var next = list
        while let interface = next?.pointee {
            next = interface.ifa_next
            guard interface.ifa_flags & UInt32(IFF_LOOPBACK) == 0, let address = interface.ifa_addr,
                address.pointee.sa_family == sa_family_t(AF_INET)
            else { continue }
            return address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                .v4(UInt32(bigEndian: $0.pointee.sin_addr.s_addr))
            }
        }
        return nil
    }
}
