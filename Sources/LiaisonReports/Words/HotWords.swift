import LiaisonCodes
import LiaisonSystem

/// The words that rose in the citizens' messages against the period before (风向标).
package struct HotWords: Equatable, Sendable {
    /// The days looked at, and as many before them.
    package let period: ReportPeriod
    package let before: ReportPeriod
    /// The messages read in either.
    package var messages: Int
    package var messagesBefore: Int
    /// Messages of the period that were passed over: their author had sent the same text already.
    package var repeated: Int
    /// Whether all texts were read for it: words added up from several reports miss those that each report has too
    /// seldom to name.
    package var isComplete: Bool
    /// The words, what rose most first.
    package var words: [HotWord]

    /// The fewest people whose messages must have a word before it is shown: nobody's own words are.
    package static let fewestPeople = 3
    /// The most words of a report.
    static let mostWords = 200
    /// The most example cases of a word.
    static let mostExamples = 3

    package init(
        period: ReportPeriod, messages: Int = 0, messagesBefore: Int = 0, repeated: Int = 0,
        isComplete: Bool = true, words: [HotWord] = []
    ) {
        self.period = period
        before = period.before
        self.messages = messages
        self.messagesBefore = messagesBefore
        self.repeated = repeated
        self.isComplete = isComplete
        self.words = words
    }

    /// Whether there was nothing to read.
    private var isEmpty: Bool { messages + messagesBefore == 0 }

    /// The words of two reports: every listed word with its counts added up; nothing where a report has none.
    ///
    /// - Parameters:
    ///   - first: One report's words.
    ///   - second: The other's, of the same days.
    /// - Returns: Words that are no longer complete; the counts of each are the least that is true.
    static func merged(_ first: HotWords?, _ second: HotWords?) -> HotWords? {
        guard var result = first, let second, result.period == second.period else { return nil }
        if second.isEmpty { return result }
        if result.isEmpty { return second }
        result.isComplete = false
        result.messages += second.messages
        result.messagesBefore += second.messagesBefore
        result.repeated += second.repeated
        var byWord = Dictionary(result.words.map { ($0.word, $0) }) { first, _ in first }
        for word in second.words { byWord[word.word] = byWord[word.word]?.adding(word) ?? word }
        let score = WordScore(messages: result.messages, messagesBefore: result.messagesBefore)
        result.words = Array(byWord.values.sorted { $0.precedes($1, by: score) }.prefix(mostWords))
        return result
    }
}

/// One word that rose.
package struct HotWord: Equatable, Sendable {
    package let word: String
    /// In how many messages it stands.
    package let count: Int
    /// In how many of the period before.
    package let before: Int
    /// A few of the cases, the latest first.
    package let examples: [CaseNumber]

    package init(word: String, count: Int, before: Int, examples: [CaseNumber]) {
        self.word = word
        self.count = count
        self.before = before
        self.examples = examples
    }

    /// The same word with another report's counts added.
    func adding(_ other: HotWord) -> HotWord {
        let cases = (examples + other.examples).sorted { ($1.serial, $0.station) < ($0.serial, $1.station) }
        return HotWord(
            word: word, count: count + other.count, before: before + other.before,
            examples: Array(cases.prefix(HotWords.mostExamples)))
    }

    /// Whether it stands before another word of the same messages: what rose more surely, then what is more
    /// frequent, then the longer, then by its characters.
    func precedes(_ other: HotWord, by score: WordScore) -> Bool {
        let (own, others) = (
            score.score(count: count, before: before), score.score(count: other.count, before: other.before)
        )
        if own != others { return own > others }
        if count != other.count { return count > other.count }
        if word.utf8.count != other.word.utf8.count { return word.utf8.count > other.word.utf8.count }
        return word < other.word
    }
}
