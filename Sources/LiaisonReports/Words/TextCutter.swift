/// Cuts a citizen's text into what may be a hot word: runs of Chinese characters, and Latin words.
///
/// Stop words, numerals and whatever points at a person become gaps, so that words end where people end them and
/// nobody's name is ever counted.
struct TextCutter: Sendable {
    private let vocabulary: Vocabulary
    /// Names that are hidden wherever they stand: those of deputies, and of people who gave theirs.
    private let names: PhraseSet
    private let isStop: [Bool]
    private let isSurname: [Bool]
    /// What begins with a character, a bit for each kind: nothing does with most.
    private let beginnings: [UInt8]
    private var codes: [UInt16] = []

    private static let name: UInt8 = 1
    private static let cue: UInt8 = 2
    private static let title: UInt8 = 4
    private static let word: UInt8 = 8

    /// How many characters behind a cue, or before a title, may be a name.
    private static let nameLength = 3

    init(vocabulary: Vocabulary, names: PhraseSet) {
        self.vocabulary = vocabulary
        self.names = names
        isStop = Self.table(vocabulary.characters.union([HanText.gap]))
        isSurname = Self.table(vocabulary.surnames)
        var beginnings = [UInt8](repeating: 0, count: 1 << 16)
        let kinds: [(PhraseSet, UInt8)] = [
            (names, Self.name), (vocabulary.cues, Self.cue), (vocabulary.titles, Self.title),
            (vocabulary.words, Self.word),
        ]
        for (phrases, kind) in kinds {
            for code in phrases.beginnings { beginnings[Int(code)] |= kind }
        }
        self.beginnings = beginnings
    }

    private static func table(_ characters: Set<UInt16>) -> [Bool] {
        characters.reduce(into: [Bool](repeating: false, count: 1 << 16)) { $0[Int($1)] = true }
    }

    /// Cuts one text.
    ///
    /// - Parameters:
    ///   - text: UTF-8 as typed.
    ///   - author: The author's name, hidden wherever it stands; empty where none was given.
    ///   - onRun: Gets each run of at least two characters: the text's codes, and where in them it stands.
    ///   - onLatin: Gets each Latin word in lower case.
    mutating func cut(
        _ text: [UInt8], author: [UInt8], onRun: (UnsafeBufferPointer<UInt16>, Range<Int>) -> Void,
        onLatin: (String) -> Void
    ) {
        codes.removeAll(keepingCapacity: true)
        HanText.append(text, to: &codes) { word in
            let word = String(decoding: word.map { $0 | 0x20 }, as: UTF8.self)
            if !vocabulary.latinWords.contains(word) { onLatin(word) }
        }
        hide(author)
        hideNamesAndStopWords()
        codes.withUnsafeBufferPointer { codes in
            var start = 0
            for index in 0...codes.count where index == codes.count || isStop[Int(codes[index])] {
                if index - start >= 2 { onRun(codes, start..<index) }
                start = index + 1
            }
        }
    }

    private mutating func hide(_ author: [UInt8]) {
        if author.isEmpty { return }
        let name = HanText.codes(of: String(decoding: author, as: UTF8.self)).filter { $0 != HanText.gap }
        guard name.count >= 2, codes.count >= name.count else { return }
        for start in 0...(codes.count - name.count) where codes[start] == name[0] {
            if codes[start..<(start + name.count)].elementsEqual(name) { hide(start..<(start + name.count)) }
        }
    }

    private mutating func hideNamesAndStopWords() {
        var index = 0
        while index < codes.count {
            let kinds = beginnings[Int(codes[index])]
            if kinds == 0 {
                index += 1
                continue
            }
            var length = kinds & Self.name == 0 ? 0 : names.length(at: index, in: codes)
            let cue = kinds & Self.cue == 0 ? 0 : vocabulary.cues.length(at: index, in: codes)
            if cue > 0 { length = max(length, nameEnd(after: index + cue) - index) }
            let title = kinds & Self.title == 0 ? 0 : vocabulary.titles.length(at: index, in: codes)
            if title > 0 {
                hide(nameStart(before: index)..<index)
                length = max(length, title)
            }
            if kinds & Self.word != 0 { length = max(length, vocabulary.words.length(at: index, in: codes)) }
            hide(index..<(index + length))
            index += max(1, length)
        }
    }

    /// Where a name behind a cue ends at the latest.
    private func nameEnd(after cue: Int) -> Int {
        var end = cue
        while end < codes.count, end < cue + Self.nameLength, codes[end] != HanText.gap { end += 1 }
        return end
    }

    /// Where a name before a title starts: at the surname nearest to it, if there is one.
    private func nameStart(before title: Int) -> Int {
        for start in stride(from: title - 1, through: max(0, title - Self.nameLength), by: -1) {
            if codes[start] == HanText.gap { break }
            if isSurname[Int(codes[start])] { return start }
        }
        return title
    }

    private mutating func hide(_ range: Range<Int>) {
        for index in range { codes[index] = HanText.gap }
    }
}
