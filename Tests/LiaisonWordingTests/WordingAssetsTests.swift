import LiaisonSystem
import LiaisonWording
import Testing

@Suite struct WordingAssetsTests {
    /// `pages`, `commands` and so on: every area that has a file.
    private static let areas: [String] = {
        let names = (try? Files.names(in: directory)) ?? []
        // Two files each; the glossary is neither language's.
        let parts = names.map { $0.split(separator: ".") }.filter { $0.count == 3 }
        return Set(parts.compactMap { $0.first.map(String.init) }).sorted()
    }()

    private static let directory = "\(SourceLiterals.repository)/assets/wording"

    private static func wording(_ area: String, _ language: Language) throws -> Wording {
        Wording(language: language, file: try Files.read("\(directory)/\(area).\(language.rawValue).txt"))
    }

    @Test func findsTheAreas() {
        #expect(Self.areas.contains("pages") && Self.areas.contains("commands"))
    }

    @Test(arguments: areas)
    func saysTheSameInBothLanguages(_ area: String) throws {
        let chinese = try Self.wording(area, .chinese)
        let english = try Self.wording(area, .english)
        #expect(Set(chinese.keys).subtracting(english.keys) == [], "only in Chinese")
        #expect(Set(english.keys).subtracting(chinese.keys) == [], "only in English")
        for key in Set(chinese.keys).intersection(english.keys) {
            #expect(chinese.placeholders(of: key) == english.placeholders(of: key), "placeholders of \(key)")
        }
    }

    @Test(arguments: areas, Language.allCases)
    func hasNoKeyTwiceAndNoLineThatIsNone(_ area: String, _ language: Language) throws {
        let file = try Files.read("\(Self.directory)/\(area).\(language.rawValue).txt")
        #expect(String(validating: file, as: UTF8.self) != nil)
        var seen: Set<String> = []
        for line in String(decoding: file, as: UTF8.self).split(separator: "\n")
        where !line.hasPrefix("#") && !line.hasPrefix(" ") && !line.hasPrefix("\t") {
            let parts = line.split(separator: "=", maxSplits: 1)
            let key = parts[0].split(separator: " ").joined(separator: " ")
            #expect(parts.count == 2, "“\(line)” has no sentence")
            #expect(SourceKeys.isKey(key), "“\(key)” is no dotted lower-case key")
            #expect(seen.insert(key).inserted, "\(key) stands twice")
        }
        #expect(seen == Set(try Self.wording(area, language).keys))
    }

    @Test(arguments: areas)
    func writesChineseInChineseAndEnglishInLatin(_ area: String) throws {
        let english = try Self.wording(area, .english)
        for key in english.keys where !key.hasSuffix("other-language") {
            #expect(!SourceKeys.hasIdeograph(english[key]), "\(key) is Chinese in the English file")
        }
    }
}
