extension String {
    /// The text with everything made visible that could disturb a mail reader or a terminal behind it.
    ///
    /// Line ends become LF. The other control characters become their pictures (U+2400 block), DEL included;
    /// C1 controls become U+FFFD. Embeddings, overrides and isolates of the bidirectional algorithm, which can
    /// turn round what stands beside them, become their number in brackets. The joiners that emoji and scripts
    /// need stay.
    var visibleLines: String {
        isVisibleText ? self : scalarsMadeVisible
    }

    private var scalarsMadeVisible: String {
        var output = String.UnicodeScalarView()
        var previousWasCarriageReturn = false
        for scalar in unicodeScalars {
            let isLineFeed = scalar == "\n"
            defer { previousWasCarriageReturn = scalar == "\r" }
            if isLineFeed && previousWasCarriageReturn { continue }
            switch scalar.value {
            case 0x0A, 0x0D, 0x2028, 0x2029: output.append("\n")
            case 0x09: output.append(scalar)
            case 0..<0x20: output.append(Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}")
            case 0x7F: output.append("\u{2421}")
            case 0x80...0x9F: output.append("\u{FFFD}")
            case 0x202A...0x202E, 0x2066...0x2069: output.append(contentsOf: scalar.number)
            default: output.append(scalar)
            }
        }
        return String(output)
    }

    /// ``visibleLines`` as one line for a header: white space and line ends are one space each run, none at the
    /// ends, and the marks of the bidirectional algorithm are shown too.
    var visibleLine: String {
        isVisibleLine ? self : scalarsOnOneLine
    }

    private var scalarsOnOneLine: String {
        var output = String.UnicodeScalarView()
        var needsSpace = false
        for scalar in visibleLines.unicodeScalars {
            if scalar.properties.isWhitespace {
                needsSpace = !output.isEmpty
                continue
            }
            if needsSpace { output.append(" ") }
            needsSpace = false
            switch scalar.value {
            case 0x200E, 0x200F, 0x061C: output.append(contentsOf: scalar.number)
            default: output.append(scalar)
            }
        }
        return String(output)
    }

    /// At most `limit` scalars from the start, whole characters where one fits, with `…` when some are left out.
    func excerpt(scalars limit: Int) -> String {
        var output = ""
        var count = 0
        for character in self {
            count += character.unicodeScalars.count
            if count > limit {
                // One "character" of a hundred combining marks is cut like any other text.
                if output.isEmpty { output = String(String.UnicodeScalarView(unicodeScalars.prefix(limit))) }
                return output + "…"
            }
            output.append(character)
        }
        return output
    }
}

extension Unicode.Scalar {
    /// `[U+202E]`.
    fileprivate var number: String.UnicodeScalarView {
        let digits = String(value, radix: 16, uppercase: true)
        let zeros = String(repeating: "0", count: max(0, 4 - digits.utf8.count))
        return "[U+\(zeros)\(digits)]".unicodeScalars
    }
}
