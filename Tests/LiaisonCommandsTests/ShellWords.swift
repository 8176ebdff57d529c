/// Enough of sh(1) to find the calls of a program in a line of help: quotes, pipes, lists and redirections.
enum ShellWords {
    /// The words behind each `program` in the line, redirections left out.
    static func calls(of program: String, in line: String) -> [[String]] {
        var calls: [[String]] = [[]]
        var skipsNext = false
        for word in words(of: line) {
            switch word {
            case "|", ";", "&&", "||", "(", ")":
                skipsNext = false
                calls.append([])
            case ">", "<", ">>": skipsNext = true
            case _ where skipsNext: skipsNext = false
            default: calls[calls.count - 1].append(word)
            }
        }
        return calls.compactMap { $0.first == program ? Array($0.dropFirst()) : nil }
    }

    private static func words(of line: String) -> [String] {
        var words: [String] = []
        var word: String?
        var quote: Character?
        for character in line {
            if let open = quote {
                if character == open { quote = nil } else { word = (word ?? "") + String(character) }
            } else if character == "'" || character == "\"" {
                quote = character
                word = word ?? ""
            } else if character == " " || "<>|;()".contains(character) {
                if let complete = word { words.append(complete) }
                word = nil
                if character != " " { words.append(String(character)) }
            } else {
                word = (word ?? "") + String(character)
            }
        }
        return words + (word.map { [$0] } ?? [])
    }
}
