/// The messages of an mbox file, those of a pull and any other.
struct MboxContent {
    /// One message.
    struct Entry {
        /// The line that starts it, its end included.
        let fromLine: ArraySlice<UInt8>
        /// What follows, up to the empty line before the next.
        let message: ArraySlice<UInt8>
        /// All of it, as it stands.
        let whole: ArraySlice<UInt8>
        /// Its name, when a pull has put it there.
        let name: MailName?
    }

    private(set) var entries: [Entry] = []

    /// Splits a file at the `From ` lines that follow an empty line or start it.
    init(_ bytes: [UInt8]) {
        var starts: [Int] = []
        var lineStart = 0
        var afterEmpty = true
        while lineStart < bytes.count {
            let line = bytes[lineStart...]
            let end = line.firstIndex(of: 0x0A) ?? bytes.count
            if afterEmpty && line.starts(with: "From ".utf8) { starts.append(lineStart) }
            afterEmpty = end == lineStart
            lineStart = end + 1
        }
        for (index, start) in starts.enumerated() {
            let end = index + 1 < starts.count ? starts[index + 1] : bytes.count
            let lineEnd = (bytes[start..<end].firstIndex(of: 0x0A) ?? end - 1) + 1
            let sender = bytes[(start + 5)..<lineEnd].prefix { $0 != UInt8(ascii: "@") && $0 > 0x20 }
            let name = MailName(fileName: String(decoding: sender, as: UTF8.self))
            var messageEnd = end
            if messageEnd - 2 >= lineEnd, bytes[messageEnd - 1] == 0x0A, bytes[messageEnd - 2] == 0x0A {
                messageEnd -= 1
            }
            entries.append(
                Entry(
                    fromLine: bytes[start..<lineEnd], message: bytes[lineEnd..<messageEnd],
                    whole: bytes[start..<end], name: name))
        }
    }
}
