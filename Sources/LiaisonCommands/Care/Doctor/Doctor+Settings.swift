import LiaisonCodes
import LiaisonHTTP
import LiaisonInstallation

extension Doctor {
    /// The blanks that keep the service from starting.
    mutating func checkSettings() {
        guard let configuration else { return }
        let blanks = configuration.blanks
        if blanks.isEmpty {
            add(Finding("settings", .ok, "doctor.settings.complete"))
            return
        }
        let set = blanks.map { "--set \($0.rawValue)=..." }.joined(separator: " ")
        let values = [
            "names": blanks.map(\.rawValue).joined(separator: ", "), "path": directory.path, "set": set,
        ]
        add(Finding("settings", .problem, "doctor.settings.blank", values))
    }

    /// The address in the codes: what a camera and WeChat open without asking.
    mutating func checkAddress() {
        // Of a blank one the settings' check tells.
        guard let text = configuration?[.baseURL], let url = try? BaseURL(parsing: text) else { return }
        let before = findings.count
        let host = url.authority
        if url.scheme != "https" { add(Finding("address", .warning, "doctor.address.http", ["url": text])) }
        let name = host.hasPrefix("[") ? host : String(host.prefix { $0 != ":" })
        if IPAddress(name.filter { !"[]".contains($0) }) != nil {
            add(Finding("address", .warning, "doctor.address.number", ["url": text]))
        } else if !name.contains(".") {
            add(Finding("address", .warning, "doctor.address.local", ["url": text]))
        }
        if host.count > name.count { add(Finding("address", .warning, "doctor.address.port", ["url": text])) }
        if !url.path.isEmpty { add(Finding("address", .warning, "doctor.address.path", ["url": text])) }
        if findings.count == before { add(Finding("address", .ok, "doctor.address.good", ["url": text])) }
    }

    /// The numbers that a public site has to show.
    mutating func checkFiling() {
        guard let configuration, let url = try? BaseURL(parsing: configuration[.baseURL]) else { return }
        let numbers = [
            FilingNumber(icp: configuration[.icp]), FilingNumber(police: configuration[.police]),
        ].compactMap { $0?.text }
        if !configuration[.icp].isEmpty {
            let shown = numbers.joined(separator: ", ")
            add(Finding("filing", .ok, "doctor.filing.good", ["numbers": shown]))
        } else if Self.isPublic(url.host) {
            add(Finding("filing", .warning, "doctor.filing.none", ["path": directory.path]))
        } else {
            add(Finding("filing", .ok, "doctor.filing.private", ["host": url.host]))
        }
    }

    /// Whether a host is one that everybody's name server knows: RFC 6761, RFC 8375, and what offices call their own.
    private static func isPublic(_ host: String) -> Bool {
        let own = ["test", "localhost", "invalid", "local", "lan", "internal", "arpa"]
        return host.contains(".") && IPAddress(host.filter { !"[]".contains($0) }) == nil
            && !own.contains { host.hasSuffix(".\($0)") }
    }

    /// Where the service listens, and whose word on the client's address it believes.
    mutating func checkListeners() {
        guard let configuration else { return }
        let before = findings.count
        for (setting, isPublic) in [(Setting.listen, true), (.admin, false)] {
            let value = configuration[setting]
            guard let host = Self.host(of: value) else {
                add(
                    Finding(
                        "proxy", .problem, "doctor.listen.unusable",
                        ["setting": setting.rawValue, "value": value]))
                continue
            }
            let key = isPublic ? "doctor.listen.open" : "doctor.admin.open"
            if !host.isLoopback { add(Finding("proxy", .warning, key, ["value": value])) }
        }
        let blocks = configuration.list(.trustedProxies)
        for text in blocks where AddressBlock(text) == nil {
            add(Finding("proxy", .problem, "doctor.proxy.unusable", ["value": text]))
        }
        for text in blocks where text.hasSuffix("/0") {
            add(Finding("proxy", .problem, "doctor.proxy.everyone", ["value": text]))
        }
        let proxies = TrustedProxies(blocks.compactMap { AddressBlock($0) })
        if let host = Self.host(of: configuration[.listen]), host.isLoopback, !proxies.trusts(host) {
            let value = configuration[.listen]
            add(Finding("proxy", .warning, "doctor.proxy.untrusted", ["value": value]))
        }
        if findings.count == before {
            let proxies = blocks.isEmpty ? "-" : blocks.joined(separator: ", ")
            add(
                Finding(
                    "proxy", .ok, "doctor.proxy.good", ["value": configuration[.listen], "proxies": proxies]))
        }
    }

    /// The address of `host:port`.
    private static func host(of text: String) -> IPAddress? {
        guard SocketAddress(text) != nil, let colon = text.lastIndex(of: ":") else { return nil }
        return IPAddress(text[..<colon].filter { !"[]".contains($0) })
    }
}

extension IPAddress {
    /// Whether only this machine reaches it.
    fileprivate var isLoopback: Bool {
        ["127.0.0.0/8", "::1/128"].contains { AddressBlock($0)?.contains(self) == true }
    }
}
