import Foundation
import LiaisonText
import Testing

/// Every setting can be given in the file, in the environment and on the command line; the later goes before the earlier.
@Suite struct SettingsEndToEndTests {
    /// Each setting with a value for the file, one for its variable and one for its option.
    private static let values: [(name: String, values: [String])] = [
        ("name", ["甲站", "乙站", "丙站"]), ("base_url", ["https://a.cn", "https://b.cn", "https://c.cn"]),
        ("handler", ["甲办", "乙办", "丙办"]), ("contact", ["110", "119", "120"]),
        ("retention", ["一年", "两年", "三年"]),
        ("icp", ["京ICP备10000001号", "京ICP备10000002号", "京ICP备10000003号"]),
        ("police", ["京公网安备11010102000001号", "京公网安备11010102000002号", "京公网安备11010102000003号"]),
        ("erase_after", ["1y", "24m", "1095d"]), ("topics", ["道路", "教育", "医疗"]),
        ("simple_days", ["1", "2", "3"]),
        ("ordinary_months", ["2", "3", "4"]), ("major_months", ["4", "5", "6"]),
        ("close_simple_days", ["4", "5", "6"]), ("close_ordinary_months", ["5", "6", "7"]),
        ("close_major_months", ["7", "8", "9"]),
        ("reception_shift", ["previous", "none", "next"]),
        ("listen", ["127.0.0.1:1", "127.0.0.1:2", "127.0.0.1:3"]),
        ("admin", ["127.0.0.1:4", "127.0.0.1:5", "127.0.0.1:6"]),
        ("trusted_proxies", ["10.0.0.0/8", "fd00::/8", "192.0.2.1"]),
        ("rate_limit", ["off", "messages 7", "lookups 5"]),
        ("access_log", ["/var/log/a", "off", "/var/log/b"]), ("drain_delay", ["1", "2", "3"]),
        ("free_space_reserve", ["1G", "5%", "512K"]),
        ("desk_days", ["30", "60", "90"]), ("desk_idle_hours", ["1", "2", "3"]),
        ("notify_command", ["/bin/true", "/bin/false", "/bin/cat"]), ("notify_hour", ["6", "7", "9"]),
    ]

    /// What `--show-config` says of each setting but the secret: value and source.
    private func inForce(
        _ installation: Installation, flags: [String] = [], environment: [String: String] = [:]
    )
        throws -> [String: String]
    {
        let result = try Program.run(
            Program.directory.appendingPathComponent("liaison"),
            ["serve", "--data", installation.data, "--show-config", "--json"] + flags,
            environment: environment)
        #expect(result.status == 0, "\(result.talk)")
        var settings: [String: String] = [:]
        for setting in try #require(try result.json().elements) {
            let name = try #require(setting["setting"]?.text)
            if name == "secret" { continue }
            settings[name] = "\(setting["value"]?.text ?? "null") \(setting["source"]?.text ?? "null")"
        }
        return settings
    }

    private func expected(_ index: Int, from source: String) -> [String: String] {
        Dictionary(uniqueKeysWithValues: Self.values.map { ($0.name, "\($0.values[index]) \(source)") })
    }

    @Test func flagGoesBeforeVariableBeforeFile() throws {
        let installation = try Installation(importing: [])
        let path = "\(installation.data)/liaison.conf"
        let lines = Self.values.map { "\($0.name) = \($0.values[0])\n" }
        try lines.joined().write(toFile: path, atomically: true, encoding: .utf8)
        #expect(try inForce(installation) == expected(0, from: "file"))
        let variables = Dictionary(
            uniqueKeysWithValues: Self.values.map { ("LIAISON_\($0.name.uppercased())", $0.values[1]) })
        #expect(try inForce(installation, environment: variables) == expected(1, from: "environment"))
        let flags = Self.values.flatMap {
            ["--\($0.name.replacingOccurrences(of: "_", with: "-"))", $0.values[2]]
        }
        #expect(
            try inForce(installation, flags: flags, environment: variables) == expected(2, from: "flag"))
    }
}
