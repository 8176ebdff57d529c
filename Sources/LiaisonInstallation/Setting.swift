/// Everything that can be set, by its name in `liaison.conf`.
package enum Setting: String, CaseIterable, Sendable {
    /// The service's name, on top of every page.
    case name
    /// The address in the QR codes.
    case baseURL = "base_url"
    /// Who handles personal information, its contact, and how long it is kept: PIPL article 17.
    case handler, contact, retention
    /// The topics to choose from, separated by commas.
    case topics
    /// Where the public and the admin listener are, `host:port`.
    case listen, admin
    /// Proxies whose X-Forwarded-For is believed: CIDR blocks separated by commas.
    case trustedProxies = "trusted_proxies"

    /// The setting's environment variable, such as `LIAISON_BASE_URL`.
    package var variable: String { "LIAISON_\(rawValue.uppercased())" }

    /// Whether the service may not start while it is blank.
    package var isRequired: Bool {
        switch self {
        case .name, .baseURL, .handler, .contact, .retention: true
        case .topics, .listen, .admin, .trustedProxies: false
        }
    }

    /// What holds where nothing is set.
    package var defaultValue: String {
        switch self {
        case .listen: "127.0.0.1:8080"
        case .admin: "127.0.0.1:8081"
        case .name, .baseURL, .handler, .contact, .retention, .topics, .trustedProxies: ""
        }
    }

    /// Whether `value` can stand for the setting; blank always can.
    package func accepts(_ value: String) -> Bool {
        if value.isEmpty { return true }
        if value.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) { return false }
        switch self {
        case .baseURL:
            let rest = ["https://", "http://"].lazy.filter { value.hasPrefix($0) }.map {
                value.dropFirst($0.count)
            }
            guard let address = rest.first, let first = address.utf8.first else { return false }
            return first != UInt8(ascii: "/")
                && address.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\"") }
        case .listen, .admin:
            guard let colon = value.lastIndex(of: ":"), UInt16(value[value.index(after: colon)...]) != nil
            else {
                return false
            }
            return colon != value.startIndex
        case .name, .handler, .contact, .retention, .topics, .trustedProxies: return true
        }
    }
}
