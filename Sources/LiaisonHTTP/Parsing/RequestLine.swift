/// `method SP request-target SP HTTP-version` (RFC 9112 section 3).
struct RequestLine {
    let method: Method
    var target: RequestTarget
    let isVersion10: Bool
    /// Whether the method means nothing without content, so that a request that doesn't say how long its
    /// content is gets 411.
    let needsLength: Bool

    /// Reads a request line without its line end.
    static func parse(_ text: Span<UInt8>) -> Result<RequestLine, Refusal> {
        var methodEnd = 0
        while methodEnd < text.count, ByteClass.isToken(text[methodEnd]) { methodEnd += 1 }
        guard methodEnd > 0, methodEnd < text.count, text[methodEnd] == ByteClass.space else {
            return malformed
        }
        var targetEnd = methodEnd + 1
        while targetEnd < text.count, ByteClass.isTarget(text[targetEnd]) { targetEnd += 1 }
        guard targetEnd > methodEnd + 1, targetEnd < text.count, text[targetEnd] == ByteClass.space else {
            return malformed
        }
        let version = text.extracting((targetEnd + 1)..<text.count)
        guard version.count == 8, version.extracting(0..<5).spells("HTTP/"), ByteClass.isDigit(version[5]),
            version[6] == UInt8(ascii: "."), ByteClass.isDigit(version[7])
        else { return malformed }
        guard version[5] == UInt8(ascii: "1") else { return .failure(Refusal(.versionNotSupported)) }
        let name = text.extracting(0..<methodEnd)
        guard let method = Method(name) else { return .failure(Refusal(.notImplemented)) }
        let target = text.extracting((methodEnd + 1)..<targetEnd)
        guard let target = RequestTarget(target, isOptions: name.spells("OPTIONS")) else { return malformed }
        return .success(
            RequestLine(
                method: method, target: target, isVersion10: version[7] == UInt8(ascii: "0"),
                needsLength: method == .post || method == .put || name.spells("PATCH")))
    }

    /// What a line names that is cut short, too long or invalid: only for wording why it is refused.
    ///
    /// - Parameter text: What has arrived of the line, perhaps with its end and more.
    /// - Returns: The method, and the target's path up to its first escape; nothing where not even one space and a
    ///   slash follow a method.
    static func beginning(of text: Span<UInt8>) -> (method: Method, path: [UInt8])? {
        var methodEnd = 0
        while methodEnd < text.count, ByteClass.isToken(text[methodEnd]) { methodEnd += 1 }
        let start = methodEnd + 1
        guard methodEnd > 0, start < text.count, text[methodEnd] == ByteClass.space,
            text[start] == UInt8(ascii: "/")
        else { return nil }
        var end = start
        while end < text.count, ByteClass.isTarget(text[end]), text[end] != UInt8(ascii: "?"),
            text[end] != UInt8(ascii: "%")
        {
            end += 1
        }
        return (Method(text.extracting(0..<methodEnd)) ?? .other, text.array(start..<end))
    }

    private static var malformed: Result<RequestLine, Refusal> { .failure(Refusal(.malformed)) }
}
