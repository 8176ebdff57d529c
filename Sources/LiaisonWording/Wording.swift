/// The languages that Liaison speaks.
package enum Language: String, CaseIterable, Sendable {
    /// 简体中文, the default.
    case chinese = "zh-Hans"
    case english = "en"
}

/// Every sentence of one area of Liaison in one language, by key.
///
/// The sentences stand in `assets/wording/<area>.<language>.txt`, see ``WordingFile``; a test holds the
/// languages' keys and placeholders equal, and another finds every key that the code asks for.
package struct Wording: Sendable {
    /// The language of the sentences.
    package let language: Language
    private let sentences: [String: String]

    /// Reads the wording of one area.
    ///
    /// - Parameters:
    ///   - language: The language of the sentences.
    ///   - file: The bytes of the asset, embedded in the binary.
    package init(language: Language, file: [UInt8]) {
        self.language = language
        sentences = WordingFile.parse(file)
    }

    /// The sentence of that key as it stands.
    ///
    /// A key that no asset has is a mistake in the code, which the tests find; it stops the program.
    package subscript(_ key: String) -> String {
        guard let sentence = sentences[key] else { preconditionFailure("no wording for \(key)") }
        return sentence
    }

    /// The sentence of that key as it stands, or nothing where this wording lacks it: for keys made from
    /// numbers such as `errno.2`.
    package func sentence(_ key: String) -> String? { sentences[key] }

    /// The sentence of that key with `{name}` replaced by each value.
    package func callAsFunction(_ key: String, _ values: KeyValuePairs<String, String> = [:]) -> String {
        // Without a dictionary: there are one or two, and a pull asks for them with each event.
        sentence(key) { name in values.first { $0.key == name }?.value }
    }

    /// The sentence of that key with `{name}` replaced by the value of that name.
    package func callAsFunction(_ key: String, values: [String: String]) -> String {
        sentence(key) { values[String($0)] }
    }

    private func sentence(_ key: String, _ value: (Substring) -> String?) -> String {
        var result = ""
        // By bytes: searching characters costs more than all the rest of making a message.
        var rest = self[key].utf8[...]
        while let open = rest.firstIndex(of: UInt8(ascii: "{")),
            let close = rest[open...].firstIndex(of: UInt8(ascii: "}"))
        {
            result += Substring(rest[..<open])
            let name = Substring(rest[rest.index(after: open)..<close])
            result += value(name) ?? String(Substring(rest[open...close]))
            rest = rest[rest.index(after: close)...]
        }
        return result + Substring(rest)
    }

    /// All keys, sorted.
    package var keys: [String] { sentences.keys.sorted() }

    /// The placeholders of a sentence, such as `name` for `{name}`, sorted, each once.
    package func placeholders(of key: String) -> [String] {
        var names: Set<String> = []
        var rest = Substring(self[key])
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            names.insert(String(rest[rest.index(after: open)..<close]))
            rest = rest[rest.index(after: close)...]
        }
        return names.sorted()
    }
}

/// The format of the wording assets, made for a translator's text editor.
///
/// UTF-8 lines `key = sentence`. A line that starts with white space continues the sentence before it on a
/// new line. Empty lines and lines that start with `#` are for people. White space around key and sentence
/// is dropped. A key that stands twice keeps its first sentence.
package enum WordingFile {
    /// The sentences by key.
    package static func parse(_ file: [UInt8]) -> [String: String] {
        var sentences: [String: String] = [:]
        var current: String?
        for line in file.split(separator: 0x0A, omittingEmptySubsequences: false) {
            let isContinuation = line.first == 0x20 || line.first == 0x09
            let content = trimmed(line)
            if content.isEmpty || (!isContinuation && content.first == UInt8(ascii: "#")) { continue }
            if isContinuation {
                if let key = current { sentences[key]? += "\n" + String(decoding: content, as: UTF8.self) }
                continue
            }
            guard let equals = content.firstIndex(of: UInt8(ascii: "=")) else {
                current = nil
                continue
            }
            let key = String(decoding: trimmed(content[..<equals]), as: UTF8.self)
            let sentence = String(decoding: trimmed(content[(equals + 1)...]), as: UTF8.self)
            current = sentences[key] == nil ? key : nil
            if current != nil { sentences[key] = sentence }
        }
        return sentences
    }

    private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
        var end = text.endIndex
        while end > text.startIndex, isSpace(text[end - 1]) { end -= 1 }
        return text[..<end].drop(while: isSpace)
    }
}
