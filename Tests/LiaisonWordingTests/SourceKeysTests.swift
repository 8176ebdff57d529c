import LiaisonWording
import Testing

@Suite struct SourceKeysTests {
    private static let wordings = [
        "pages": Assets.pages(.english), "commands": Assets.commands(.english),
        "posters": Assets.posters(.english), "reports": Assets.reports(.english),
        "cases": Assets.cases(.english),
    ]

    /// First parts of keys, such as `form`: a literal that starts with one is meant as a key.
    private static let heads = Set(
        wordings.values.flatMap { $0.keys.compactMap { $0.split(separator: ".").first } })

    /// Ends of file and host names, which look like keys.
    private static let notKeys: Set<Substring> = [
        "conf", "css", "csv", "eml", "example", "gz", "html", "invalid", "js", "json", "jsonl", "lock",
        "local",
        "md", "ndjson", "pdf", "png", "svg", "tmp", "txt",
    ]

    private static func isMeantAsKey(_ text: String) -> Bool {
        guard SourceKeys.isKey(text) else { return false }
        let parts = text.split(separator: ".")
        return heads.contains(parts[0]) && !notKeys.contains(parts[parts.count - 1])
    }

    @Test func findsEverySentenceThatTheCodeAsksFor() throws {
        for literal in try SourceLiterals.all() where literal.parts.count == 1 {
            let key = literal.parts[0]
            guard Self.isMeantAsKey(key) else { continue }
            let area = SourceKeys.area(of: literal.module)
            #expect(Self.wordings[area]?.sentence(key) != nil, "\(literal.place): no \(key) in \(area)")
        }
    }

    @Test func asksForEverySentenceThatTheAssetsHave() throws {
        let literals = try SourceLiterals.all()
        for (area, wording) in Self.wordings {
            let parts = literals.filter { SourceKeys.area(of: $0.module) == area }.map(\.parts)
            let whole = Set(parts.filter { $0.count == 1 }.map { $0[0] })
            let patterns = parts.filter { $0.count > 1 && $0.joined().contains(".") && isPattern($0) }
            for key in wording.keys where !whole.contains(key) {
                #expect(patterns.contains { matches(key, $0) }, "nothing asks for \(key) of \(area)")
            }
        }
    }

    @Test func hasNoChineseSentencesInCodeThatSpeaksToPeople() throws {
        let speaking = [
            "LiaisonClient", "LiaisonCommands", "LiaisonHTTP", "LiaisonCases", "LiaisonMail",
            "LiaisonPosters", "LiaisonReports",
            "LiaisonWeb", "liaison", "liaison-remote",
        ]
        for literal in try SourceLiterals.all() where speaking.contains(literal.module) {
            #expect(
                !literal.parts.contains(where: SourceKeys.hasChineseWord),
                "\(literal.place): belongs into assets/wording")
        }
    }

    /// Whether a literal with interpolated values could be a key: its fixed parts have the characters of one.
    private func isPattern(_ parts: [String]) -> Bool {
        parts.allSatisfy { part in
            part.utf8.allSatisfy {
                (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x2E
            }
        }
    }

    private func matches(_ key: String, _ parts: [String]) -> Bool {
        guard key.hasPrefix(parts[0]), key.hasSuffix(parts[parts.count - 1]) else { return false }
        var rest = key.dropFirst(parts[0].count)
        for part in parts.dropFirst() where !part.isEmpty {
            guard let next = rest.indices.first(where: { rest[$0...].hasPrefix(part) }) else { return false }
            rest = rest[next...].dropFirst(part.count)
        }
        return true
    }
}
