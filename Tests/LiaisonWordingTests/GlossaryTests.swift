import LiaisonSystem
import LiaisonWording
import Testing

/// The wording files against `assets/wording/glossary.txt`: one word for one thing.
struct GlossaryTests {
    /// The areas that keep to the glossary.
    private static let areas = ["pages", "cases", "posters", "reports", "commands"]

    @Test(arguments: areas, Language.allCases)
    func noSentenceHasAWordThatIsNotToBeUsed(area: String, language: Language) throws {
        let wording = try Self.wording(area, language)
        for entry in try Self.entries() {
            // What people type for a choice is taken in every form in use; nobody is shown it.
            for key in wording.keys where !key.hasPrefix("choice.") {
                for word in entry.banned(in: language) where Self.contains(wording[key], word) {
                    Issue.record("\(area) \(key): “\(word)” is “\(entry.term(in: language))”")
                }
            }
        }
    }

    @Test(arguments: Language.allCases)
    func everyTermIsUsedSomewhere(language: Language) throws {
        // What the roster's own words become has no sentence of its own.
        let unspoken = ["days of reception"]
        let sentences = try ["pages", "posters", "commands", "reports", "cases"].flatMap { area in
            let wording = try Self.wording(area, language)
            return wording.keys.map { wording[$0] }
        }
        for entry in try Self.entries() where !unspoken.contains(entry.concept) {
            let term = entry.term(in: language)
            #expect(sentences.contains { Self.contains($0, term) }, "\(entry.concept): \(term)")
        }
    }

    /// Help, pages and what may be typed call an outcome what the receipt calls it.
    @Test func anOutcomeIsCalledTheSameEverywhere() {
        let (cases, commands) = (Assets.cases(.chinese), Assets.commands(.chinese))
        let outcomes = cases.keys.filter { $0.hasPrefix("outcome.") }
        #expect(outcomes.count == 7)
        for key in outcomes {
            let name = cases[key]
            #expect(commands["help.close.details"].contains(name), "\(name)")
            #expect(commands["choice.\(key)"].split(separator: " ").first.map(String.init) == name)
        }
    }

    /// Whoever adds a file of sentences holds it to the glossary, too.
    @Test func everyWordingFileKeepsToIt() throws {
        let files = try Files.names(in: Self.directory).filter { $0 != "glossary.txt" }
        let areas = Set(files.compactMap { $0.split(separator: ".").first.map(String.init) })
        #expect(areas == Set(Self.areas))
    }

    @Test func noTermIsBannedByAnother() throws {
        let entries = try Self.entries()
        #expect(entries.count > 15)
        #expect(Set(entries.map(\.concept)).count == entries.count)
        for language in Language.allCases {
            for entry in entries {
                for word in entries.flatMap({ $0.banned(in: language) }) {
                    #expect(!Self.contains(entry.term(in: language), word), "\(entry.concept): \(word)")
                }
            }
        }
    }

    /// One line of the glossary.
    private struct Entry {
        let concept: String
        private let columns: [String]

        init?(_ line: Substring) {
            let halves = line.split(separator: " = ", maxSplits: 1)
            let columns = (halves.last ?? "").split(separator: "|", omittingEmptySubsequences: false)
                .map { GlossaryTests.trimmed($0) }
            guard halves.count == 2, columns.count == 4 else { return nil }
            (concept, self.columns) = (String(halves[0]), columns)
        }

        func term(in language: Language) -> String { columns[language == .chinese ? 0 : 1] }

        func banned(in language: Language) -> [String] {
            columns[language == .chinese ? 2 : 3].split(separator: ";").map { GlossaryTests.trimmed($0) }
                .filter { !$0.isEmpty }
        }
    }

    private static let directory =
        Files.parent(of: Files.parent(of: Files.parent(of: #filePath))) + "/assets/wording"

    private static func entries() throws -> [Entry] {
        let file = try Files.read("\(directory)/glossary.txt")
        return try String(decoding: file, as: UTF8.self).split(separator: "\n")
            .filter { !$0.hasPrefix("#") }
            .map { try #require(Entry($0), "no line of a glossary: \($0)") }
    }

    private static func wording(_ area: String, _ language: Language) throws -> Wording {
        switch area {
        case "pages": Assets.pages(language)
        case "posters": Assets.posters(language)
        case "reports": Assets.reports(language)
        case "cases": Assets.cases(language)
        default: Assets.commands(language)
        }
    }

    /// Whether a sentence has a word, in small letters or capitals; a word with capitals in these alone.
    private static func contains(_ sentence: String, _ word: String) -> Bool {
        sentence.contains(word) || (word == word.lowercased() && sentence.lowercased().contains(word))
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
