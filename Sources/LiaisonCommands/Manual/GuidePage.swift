import LiaisonText

/// A page of section 5 made from a guide in Markdown, so that both say the same.
///
/// Of Markdown it takes what those guides use: headings, paragraphs, numbered lists, tables of two columns, fenced blocks,
/// code and bold in running text, links. The title is left out: NAME says it.
struct GuidePage {
    let name: String
    let about: String
    /// The guide's bytes.
    let guide: [UInt8]
    let seeAlso: Set<ManualReference>

    var page: ManualPage {
        ManualPage(
            name: name, section: 5, about: about,
            body: ".Sh DESCRIPTION\n\(content)\(ManualReference.seeAlso(seeAlso))")
    }

    private var content: String {
        var output = ""
        var blocks = Blocks(String(decoding: guide, as: UTF8.self))
        var standsAfterBlock = false
        while let block = blocks.next() {
            switch block {
            case .heading(let text):
                output += ".Ss \(Mdoc.argument(text))\n"
                standsAfterBlock = false
                continue
            case .paragraph(let text):
                output += (standsAfterBlock ? ".Pp\n" : "") + Mdoc.text(Self.inline(text))
            case .items(let items):
                output +=
                    ".Bl -enum\n" + items.map { ".It\n\(Mdoc.text(Self.inline($0)))" }.joined() + ".El\n"
            case .rows(let rows):
                output += Mdoc.list(rows.map { ("Sy \(Mdoc.argument(Self.plain($0.0)))", Self.inline($0.1)) })
            case .code(let text): output += Mdoc.literal(text)
            }
            standsAfterBlock = true
        }
        return output
    }

    /// Running text: code stands out, links are what they say.
    private static func inline(_ text: String) -> String {
        var output = ""
        for (index, part) in unlinked(text).split(separator: "`", omittingEmptySubsequences: false)
            .enumerated()
        {
            if index % 2 == 1 {
                output += "\(Mdoc.codeStart)\(part)\(Mdoc.codeEnd)"
            } else {
                output += part.split(separator: "**", omittingEmptySubsequences: false).joined()
            }
        }
        return output
    }

    /// A term: no markup at all.
    private static func plain(_ text: String) -> String { unlinked(text).filter { $0 != "`" && $0 != "*" } }

    private static func unlinked(_ text: String) -> String {
        var output = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "["), let close = rest[open...].firstIndex(of: "]") {
            let behind = rest[rest.index(after: close)...]
            guard behind.first == "(", let end = behind.firstIndex(of: ")") else {
                output += rest[...close]
                rest = behind
                continue
            }
            output += rest[..<open] + rest[rest.index(after: open)..<close]
            rest = rest[rest.index(after: end)...]
        }
        return output + rest
    }
}

extension GuidePage {
    /// A guide's parts, one after the other.
    private struct Blocks {
        enum Block {
            case heading(String)
            case paragraph(String)
            case items([String])
            case rows([(String, String)])
            case code(String)
        }

        private var lines: ArraySlice<Substring>

        init(_ guide: String) {
            lines = guide.split(separator: "\n", omittingEmptySubsequences: false)[...]
        }

        mutating func next() -> Block? {
            while let line = lines.first, line.isEmpty || line.hasPrefix("# ") { lines.removeFirst() }
            guard let line = lines.first else { return nil }
            if line.hasPrefix("#") {
                lines.removeFirst()
                return .heading(String(line.drop { $0 == "#" || $0 == " " }))
            }
            if line.hasPrefix("```") {
                lines.removeFirst()
                let code = take { !$0.hasPrefix("```") }
                lines = lines.dropFirst()
                return .code(code.joined(separator: "\n"))
            }
            if line.hasPrefix("|") {
                // The header and the line below it say what the columns are, which a list of terms doesn't want.
                return .rows(take { $0.hasPrefix("|") }.dropFirst(2).map(Self.cells))
            }
            if Self.item(line) != nil {
                return .items(Self.items(take { !$0.isEmpty }))
            }
            return .paragraph(take { !$0.isEmpty }.joined(separator: " "))
        }

        private mutating func take(_ belongs: (Substring) -> Bool) -> [Substring] {
            let taken = lines.prefix(while: belongs)
            lines = lines.dropFirst(taken.count)
            return Array(taken)
        }

        /// The items of a list; a line without a number goes on with the one before.
        private static func items(_ lines: [Substring]) -> [String] {
            var items: [String] = []
            for line in lines {
                if let item = item(line) {
                    items.append(String(item))
                } else if let last = items.popLast() {
                    items.append("\(last) \(line.drop { $0 == " " })")
                }
            }
            return items
        }

        /// What stands behind `1. `, or nothing.
        private static func item(_ line: Substring) -> Substring? {
            let rest = line.drop(while: \.isNumber)
            return rest.count < line.count && rest.hasPrefix(". ") ? rest.dropFirst(2) : nil
        }

        /// The first cell and the rest of a row.
        private static func cells(_ line: Substring) -> (String, String) {
            let cells = line.split(separator: "|").map { String($0.drop { $0 == " " }) }
            let trimmed = cells.map { String($0.reversed().drop { $0 == " " }.reversed()) }
            return (trimmed.first ?? "", trimmed.dropFirst().joined(separator: "; "))
        }
    }
}
