import LiaisonRoster
import LiaisonSystem
import LiaisonWording
import Testing

@testable import LiaisonWeb

/// The wording of the pages against the code that asks for it.
struct PageWordingTests {
    @Test func bothLanguagesHaveTheSameKeysAndPlaceholders() {
        let (chinese, english) = (Assets.pages(.chinese), Assets.pages(.english))
        #expect(chinese.keys == english.keys)
        for key in chinese.keys {
            #expect(chinese.placeholders(of: key) == english.placeholders(of: key), "\(key)")
        }
    }

    @Test func everyKeyThatAPageAsksForHasASentence() throws {
        let source = try Self.source()
        let keys = Set(Assets.pages(.chinese).keys)
        let asked = source.matches(of: /words(?:\.markup)?\(\s*"([a-z0-9.-]+)"/).map { String($0.1) }
        #expect(asked.count > 100)
        for key in asked { #expect(keys.contains(key), "\(key)") }
    }

    /// What an import changes is said column by column.
    @Test(arguments: RosterColumn.allCases) func everyColumnOfTheRosterHasAName(column: RosterColumn) {
        let key = "roster.field.\(column.rawValue.replacing("_", with: "-"))"
        #expect(Assets.pages(.chinese).keys.contains(key))
    }

    @Test func everyFormProblemIsSaidInBothLanguages() {
        let problems: [FormProblem] = [
            .textMissing, .textTooLong(count: 2, limit: 1), .textNotKept(limit: 1), .topicUnknown,
            .nameTooLong(limit: 1),
            .phoneUnreadable, .photosTooMany(limit: 3), .photoTooLarge(index: 1, limit: 8),
            .photoNotAnImage(index: 1), .photoEmpty(index: 1), .photoHEIC(index: 1), .photoDamaged(index: 1),
            .photoTooManyPixels(index: 1),
            .looksLikeIDNumber, .formExpired, .notUTF8, .addresseeGone, .tooLarge,
            .tooManyRequests(retryAfter: 1),
            .serviceUnavailable, .photosNotNow,
        ]
        for language in Language.allCases {
            let sentences = problems.map { $0.worded(Assets.pages(language)).sentence }
            #expect(Set(sentences).count == problems.count)
            for sentence in sentences { #expect(!sentence.contains("{")) }
        }
    }

    /// The pages' sources, one after the other.
    private static func source(here: String = #filePath) throws -> String {
        let tests = Files.parent(of: Files.parent(of: here))
        let directory = "\(Files.parent(of: tests))/Sources/LiaisonWeb/Pages"
        return try text(below: directory)
    }

    private static func text(below path: String) throws -> String {
        guard try Files.status(path)?.isDirectory == true else {
            return String(decoding: try Files.read(path), as: UTF8.self)
        }
        return try Files.names(in: path).sorted().map { try text(below: "\(path)/\($0)") }.joined()
    }
}
