import LiaisonSystem

extension TerminalText {
    /// A JSON value on several lines; the characters that ``isHarmful(_:)`` names stand as `\u` escapes, so
    /// that it means the same and is safe on a terminal.
    package static func json(_ value: JSON) -> [UInt8] {
        let text = String(decoding: value.prettyBytes, as: UTF8.self)
        let isSafe: (Unicode.Scalar) -> Bool = { $0 == "\n" || !isHarmful($0) }
        if text.unicodeScalars.allSatisfy(isSafe) { return Array(text.utf8) }
        var output: [UInt8] = []
        for scalar in text.unicodeScalars {
            if isSafe(scalar) {
                output.append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? [])
            } else {
                for unit in UTF16.encode(scalar).map(Array.init) ?? [] {
                    output.append("\\u")
                    output.append(Hex.bytes([UInt8(unit >> 8), UInt8(unit & 0xFF)]))
                }
            }
        }
        return output
    }
}
