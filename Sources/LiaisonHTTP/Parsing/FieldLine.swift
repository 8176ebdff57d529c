/// One header or trailer field line without its line end (RFC 9112 section 5).
enum FieldLine {
    /// Checks the line: a token, a colon at once after it, a value without control bytes.
    ///
    /// A line that begins with white space (obs-fold) has no name and fails here.
    ///
    /// - Parameter line: The bytes between two line ends.
    /// - Returns: The index of the colon; nothing when the line is malformed.
    @inline(__always)
    static func colon(in line: Span<UInt8>) -> Int? {
        var colon = 0
        while colon < line.count, ByteClass.isToken(line[colon]) { colon += 1 }
        guard colon > 0, colon < line.count, line[colon] == UInt8(ascii: ":") else { return nil }
        for index in (colon + 1)..<line.count where !ByteClass.isFieldValue(line[index]) { return nil }
        return colon
    }
}
