import LiaisonCodes
import LiaisonSystem

/// A phrase of up to eight characters, packed: 16 bits each, the last one lowest.
typealias PackedPhrase = UInt128

/// What is known of the phrases and Latin words that may be hot: the second look at the messages.
struct PhraseTally: Sendable {
    /// The most characters of a phrase.
    static let maximumLength = 8

    /// What is known of one phrase.
    struct Entry: Sendable {
        var count = 0
        var before = 0
        /// How often it stood at all.
        var occurrences = 0
        /// What stood before it, and behind it.
        var left = Side()
        var right = Side()
        /// Different authors, no more than it takes.
        var authors: [UInt64] = []
        /// The latest cases.
        var examples: [Example] = []
        fileprivate var message = 0

        mutating func add(_ other: Entry) {
            count += other.count
            before += other.before
            occurrences += other.occurrences
            left.add(other.left)
            right.add(other.right)
            for author in other.authors { note(author: author) }
            for example in other.examples { note(example) }
        }

        fileprivate mutating func note(author: UInt64) {
            if authors.count < HotWords.fewestPeople, !authors.contains(author) { authors.append(author) }
        }

        fileprivate mutating func note(_ example: Example) {
            if examples.count == HotWords.mostExamples, let last = examples.last, !example.precedes(last) {
                return
            }
            let place = examples.firstIndex { example.precedes($0) } ?? examples.count
            examples.insert(example, at: place)
            if examples.count > HotWords.mostExamples { examples.removeLast() }
        }
    }

    /// What stood on one side of a phrase: how freely it may be followed tells a word from a part of one (accessor
    /// variety; Feng et al., Computational Linguistics 30, 2004).
    struct Side: Sendable {
        /// How often it was a gap.
        var gaps = 0
        /// Different characters, no more than it takes.
        var neighbours: [UInt16] = []

        /// As many different characters are enough.
        static let mostNeighbours = 3

        fileprivate mutating func note(_ neighbour: UInt16?) {
            guard let neighbour else {
                gaps += 1
                return
            }
            if neighbours.count < Self.mostNeighbours, !neighbours.contains(neighbour) {
                neighbours.append(neighbour)
            }
        }

        fileprivate mutating func add(_ other: Side) {
            gaps += other.gaps
            for neighbour in other.neighbours { note(neighbour) }
        }
    }

    /// A case that has the phrase; the latest come first.
    struct Example: Sendable {
        let received: Timestamp
        let number: CaseNumber

        func precedes(_ other: Example) -> Bool {
            received == other.received ? number < other.number : received > other.received
        }
    }

    /// A message as far as its phrases care.
    struct Message {
        let example: Example
        /// Tells authors apart, as far as they said who they are.
        let author: UInt64
        let isBefore: Bool
    }

    private(set) var phrases = PhraseTable()
    private(set) var latinWords: [String: Entry] = [:]
    private var ordinal = 0

    /// Begins a message.
    mutating func beginMessage() { ordinal += 1 }

    /// Counts every phrase of a stretch of characters each of which makes a candidate pair with the next.
    ///
    /// - Parameters:
    ///   - stretch: Where at least two characters stand.
    ///   - run: Where they stand with what is around them, up to the next gaps.
    ///   - codes: The text.
    ///   - message: Whose text it is.
    mutating func count(
        _ stretch: Range<Int>, of run: Range<Int>, in codes: UnsafeBufferPointer<UInt16>,
        _ message: borrowing Message
    ) {
        for start in stretch.dropLast() {
            var packed = PackedPhrase(codes[start])
            for end in (start + 1)..<min(stretch.upperBound, start + Self.maximumLength) {
                packed = packed << 16 | PackedPhrase(codes[end])
                let before = start > run.lowerBound ? codes[start - 1] : nil
                let behind = end + 1 < run.upperBound ? codes[end + 1] : nil
                Self.note(&phrases[packed], ordinal, between: before, and: behind, message)
            }
        }
    }

    /// Counts a Latin word.
    mutating func count(_ word: String, in message: borrowing Message) {
        Self.note(&latinWords[word, default: Entry()], ordinal, between: nil, and: nil, message)
    }

    /// Not of an instance: with another hold on the dictionary that the entry stands in, each call would copy all of it.
    private static func note(
        _ entry: inout Entry, _ ordinal: Int, between before: UInt16?, and behind: UInt16?,
        _ message: borrowing Message
    ) {
        entry.occurrences += 1
        entry.left.note(before)
        entry.right.note(behind)
        if entry.message == ordinal { return }
        entry.message = ordinal
        if message.isBefore {
            entry.before += 1
        } else {
            entry.count += 1
            entry.note(author: message.author)
            entry.note(message.example)
        }
    }

    /// Adds what was counted elsewhere.
    mutating func add(_ other: PhraseTally) {
        for (phrase, entry) in other.phrases.all { phrases[phrase].add(entry) }
        for (word, entry) in other.latinWords { latinWords[word, default: Entry()].add(entry) }
    }
}
