/// The target of a request line (RFC 9112 section 3.2), as far as an origin server needs it.
enum RequestTarget {
    /// Origin or absolute form.
    case resource(path: [UInt8], query: [UInt8])
    /// `*`: the server as a whole, for OPTIONS alone.
    case server

    /// Reads a target of visible ASCII characters.
    ///
    /// The path is percent-decoded once. An authority in absolute form wins over Host, which the handler
    /// doesn't see there either: it is checked and dropped.
    ///
    /// - Parameters:
    ///   - text: The target.
    ///   - isOptions: Whether the method allows `*`.
    init?(_ text: Span<UInt8>, isOptions: Bool) {
        if text[0] == UInt8(ascii: "/") {
            self.init(origin: text, from: 0)
        } else if text.count == 1, text[0] == UInt8(ascii: "*"), isOptions {
            self = .server
        } else {
            guard let start = Self.authorityStart(text) else { return nil }
            var end = start
            while end < text.count, text[end] != UInt8(ascii: "/"), text[end] != UInt8(ascii: "?") {
                end += 1
            }
            guard end > start, Authority.isValid(text.extracting(start..<end)) else { return nil }
            self.init(origin: text, from: end)
        }
    }

    private init?(origin text: Span<UInt8>, from start: Int) {
        var end = start
        var isEncoded = false
        while end < text.count, text[end] != UInt8(ascii: "?") {
            if text[end] == UInt8(ascii: "%") { isEncoded = true }
            end += 1
        }
        // http://host alone, or with a query alone, means the path "/" (RFC 9110 section 4.2.3).
        var path = end > start ? text.array(start..<end) : [UInt8(ascii: "/")]
        if isEncoded {
            guard let decoded = PercentEncoding.decode(path.span) else { return nil }
            guard decoded.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return nil }
            path = decoded
        }
        self = .resource(path: path, query: end < text.count ? text.array((end + 1)..<text.count) : [])
    }

    private static func authorityStart(_ text: Span<UInt8>) -> Int? {
        if text.count > 7, text.extracting(0..<7).spellsIgnoringCase("http://") { return 7 }
        if text.count > 8, text.extracting(0..<8).spellsIgnoringCase("https://") { return 8 }
        return nil
    }
}

/// `host [":" port]` as Host and absolute targets carry it (RFC 3986 section 3.2).
enum Authority {
    /// Whether the text is a host and perhaps a port; user information is refused.
    static func isValid(_ text: Span<UInt8>) -> Bool {
        if text.isEmpty { return true }
        var end = 0
        if text[0] == UInt8(ascii: "[") {
            while end < text.count, text[end] != UInt8(ascii: "]") { end += 1 }
            guard end < text.count, IPAddress(text.array(1..<end)) != nil else { return false }
            end += 1
        } else {
            while end < text.count, isName(text[end]) { end += 1 }
            guard end > 0 else { return false }
        }
        if end == text.count { return true }
        guard text[end] == UInt8(ascii: ":"), text.count - end <= 6 else { return false }
        for index in (end + 1)..<text.count where !ByteClass.isDigit(text[index]) { return false }
        return true
    }

    /// unreserved, sub-delims and the percent sign of RFC 3986.
    private static func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "!"),
            UInt8(ascii: "$"), UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "("), UInt8(ascii: ")"),
            UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "="),
            UInt8(ascii: "%"):
            true
        default: false
        }
    }
}

extension Span<UInt8> {
    /// A copy of some of these bytes.
    @inline(__always)
    func array(_ range: Range<Int>) -> [UInt8] {
        extracting(range).withUnsafeBufferPointer { Array($0) }
    }
}
