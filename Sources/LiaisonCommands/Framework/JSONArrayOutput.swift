import LiaisonSystem
import LiaisonText

/// A JSON array that is printed element by element, as ``CommandContext/print(_:)-(JSON)`` prints one at once: what is
/// long is never held. Where it breaks off, the bracket at its end is missing, and no program takes it for whole.
struct JSONArrayOutput {
    private let output: Output
    private var isEmpty = true

    init(_ context: CommandContext) { output = context.standardOutput }

    /// Prints some more elements, and hands them to whoever reads them.
    mutating func append(_ elements: [JSON]) {
        for element in elements {
            var bytes: [UInt8] = Array((isEmpty ? "[" : ",").utf8)
            isEmpty = false
            let lines = TerminalText.json(element).split(separator: UInt8(ascii: "\n"))
            for line in lines {
                bytes += "\n  ".utf8
                bytes += line
            }
            output.write(bytes)
        }
        output.flush()
    }

    /// Closes the array.
    func end() { output.write(Array((isEmpty ? "[]\n" : "\n]\n").utf8)) }
}
