import LiaisonWording

/// What never makes a hot word, as `assets/words.txt` has it: words that say nothing, and what points at people.
struct Vocabulary: Sendable {
    /// Characters that only join others, and numerals.
    let characters: Set<UInt16>
    /// Words that every letter has.
    let words: PhraseSet
    /// The same of Latin letters, in lower case.
    let latinWords: Set<String>
    /// What people write before a name: the characters behind it are hidden.
    let cues: PhraseSet
    /// What people write behind a name: a surname shortly before it is hidden with what follows.
    let titles: PhraseSet
    let surnames: Set<UInt16>

    /// The asset's vocabulary.
    static let embedded = Vocabulary(file: Assets.words)

    /// Reads a vocabulary.
    ///
    /// - Parameter file: UTF-8 with headings `[characters]`, `[words]`, `[latin]`, `[cues]`, `[titles]` and
    ///   `[surnames]`, each followed by words apart by white space; a line that starts with `#` is for people.
    init(file: [UInt8]) {
        var sections: [Substring: [String]] = [:]
        var section: Substring = ""
        let text = String(decoding: file, as: UTF8.self)
        for line in text.split(whereSeparator: \.isNewline) where !line.hasPrefix("#") {
            if line.hasPrefix("["), line.hasSuffix("]") {
                section = line.dropFirst().dropLast()
            } else {
                sections[section, default: []] += line.split(separator: " ").map(String.init)
            }
        }
        func characters(_ name: Substring) -> Set<UInt16> {
            Set(sections[name, default: []].flatMap(HanText.codes(of:)))
        }
        func phrases(_ name: Substring) -> PhraseSet {
            sections[name, default: []].reduce(into: PhraseSet()) { $0.insert($1) }
        }
        self.characters = characters("characters")
        surnames = characters("surnames")
        words = phrases("words")
        cues = phrases("cues")
        titles = phrases("titles")
        latinWords = Set(sections["latin", default: []])
    }
}
