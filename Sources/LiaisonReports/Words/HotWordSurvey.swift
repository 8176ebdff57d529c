import LiaisonCodes
import LiaisonSystem

/// Some messages that can be read, and read again.
package protocol MessageBatch: Sendable {
    /// Calls `body` with each message and its place, which is the same every time.
    ///
    /// - Parameters:
    ///   - places: Those of messages that needn't be read, in order.
    ///   - body: Gets the messages, in the order of their places.
    /// - Throws: What the file system says.
    func forEachMessage(
        besides places: [Int], _ body: (SurveyedMessage, _ place: Int) -> Void
    ) throws(SystemError)
}

/// What a survey of words wants to know of a message; it keeps nothing of it but words that many use.
package struct SurveyedMessage {
    package let number: CaseNumber
    package let received: Timestamp
    /// UTF-8 as typed, like the author's `name` and `phone`; those are empty where none was given.
    package let text: [UInt8]
    package let name: [UInt8]
    package let phone: [UInt8]
    /// Whether an officer entered it, who had its author before them.
    package let isEntered: Bool

    package init(
        number: CaseNumber, received: Timestamp, text: [UInt8], name: [UInt8] = [], phone: [UInt8] = [],
        isEntered: Bool = false
    ) {
        self.number = number
        self.received = received
        self.text = text
        self.name = name
        self.phone = phone
        self.isEntered = isEntered
    }
}

/// Finds what rose in the words of messages: twice over all of them, once for pairs of characters, once more for
/// the longer words that the risen pairs make.
///
/// Both times the batches are shared among the machine's processors. The result depends on the messages alone.
struct HotWordSurvey: Sendable {
    private let period: ReportPeriod
    private let vocabulary: Vocabulary
    private let names: [String]

    /// A survey.
    ///
    /// - Parameters:
    ///   - period: The days looked at; as many before them are read for comparison.
    ///   - vocabulary: What never makes a hot word.
    ///   - names: People's names, hidden wherever they stand.
    init(period: ReportPeriod, vocabulary: Vocabulary = .embedded, names: [String] = []) {
        self.period = period
        self.vocabulary = vocabulary
        self.names = names
    }

    /// What rose.
    ///
    /// - Parameter batches: The messages of the period and of the one before; others are passed over.
    /// - Returns: The words that at least ``HotWords/fewestPeople`` people use.
    /// - Throws: What the file system says.
    func words(in batches: [any MessageBatch]) throws(SystemError) -> HotWords {
        let numbered = Array(batches.enumerated())
        let first = try ParallelFold.over(numbered, from: firstLook()) { look, item throws(SystemError) in
            try look.read(item.element, numbered: item.offset)
        } merging: {
            $0.add($1)
        }
        let score = WordScore(messages: first.messages, messagesBefore: first.messagesBefore)
        let candidates = CandidatePairs(first.pairs, score: score)
        let start = secondLook(candidates, hiding: first.authors)
        let passedOver = first.passedOver
        let second = try ParallelFold.over(numbered, from: start) { look, item throws(SystemError) in
            try look.read(item.element, besides: passedOver[item.offset] ?? [])
        } merging: {
            $0.phrases.add($1.phrases)
        }
        return HotWords(
            period: period, messages: first.messages, messagesBefore: first.messagesBefore,
            repeated: first.repeated, words: HotWordSelection.words(of: second.phrases, score: score))
    }

    private func firstLook() -> FirstLook {
        var hidden = PhraseSet()
        names.forEach { hidden.insert($0) }
        return FirstLook(
            reader: MessageReader(period: period), cutter: TextCutter(vocabulary: vocabulary, names: hidden),
            surnames: vocabulary.surnames)
    }

    private func secondLook(_ candidates: CandidatePairs, hiding authors: Set<[UInt16]>) -> SecondLook {
        var hidden = PhraseSet()
        names.forEach { hidden.insert($0) }
        authors.forEach { hidden.insert($0) }
        return SecondLook(
            momentsBefore: period.before.moments,
            cutter: TextCutter(vocabulary: vocabulary, names: hidden), candidates: candidates)
    }
}

/// Counts pairs of characters, and collects the names that authors gave.
private struct FirstLook: Sendable {
    let reader: MessageReader
    var cutter: TextCutter
    let surnames: Set<UInt16>
    var pairs = BigramTable()
    var authors: Set<[UInt16]> = []
    var messages = 0
    var messagesBefore = 0
    var repeated = 0
    /// The places of those that are passed over, by the numbers of their batches: the second look doesn't read them.
    var passedOver: [Int: [Int]] = [:]

    mutating func read(_ batch: any MessageBatch, numbered number: Int) throws(SystemError) {
        let (others, repeated) = try reader.read(batch) { message, isBefore in
            pairs.beginMessage()
            if isBefore { messagesBefore += 1 } else { messages += 1 }
            cutter.cut(message.text, author: message.name) { codes, run in
                pairs.count(run, of: codes, isBefore: isBefore)
            } onLatin: { _ in
            }
            if !message.name.isEmpty {
                let name = HanText.codes(of: String(decoding: message.name, as: UTF8.self))
                // What doesn't begin like a name is none, and may be a word worth counting.
                if let first = name.first, surnames.contains(first) { authors.insert(name) }
            }
        }
        self.repeated += repeated
        passedOver[number] = others
    }

    mutating func add(_ other: FirstLook) {
        pairs.add(other.pairs)
        authors.formUnion(other.authors)
        messages += other.messages
        messagesBefore += other.messagesBefore
        repeated += other.repeated
        passedOver.merge(other.passedOver) { first, _ in first }
    }
}

/// Counts the phrases that the risen pairs make, and Latin words.
private struct SecondLook: Sendable {
    let momentsBefore: Range<Timestamp>
    var cutter: TextCutter
    let candidates: CandidatePairs
    var phrases = PhraseTally()

    mutating func read(_ batch: any MessageBatch, besides places: [Int]) throws(SystemError) {
        // Held once for all, not anew for each pair of characters.
        let candidates = candidates
        try batch.forEachMessage(besides: places) { message, _ in
            let isBefore = momentsBefore.contains(message.received)
            phrases.beginMessage()
            let place = PhraseTally.Message(
                example: PhraseTally.Example(received: message.received, number: message.number),
                author: message.author, isBefore: isBefore)
            cutter.cut(message.text, author: message.name) { codes, run in
                candidates.forEachStretch(of: run, in: codes) { stretch in
                    phrases.count(stretch, of: run, in: codes, place)
                }
            } onLatin: { word in
                phrases.count(word, in: place)
            }
        }
    }
}
