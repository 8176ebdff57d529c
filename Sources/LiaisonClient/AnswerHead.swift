/// The status line and the fields of an answer, validated (RFC 9112 sections 4 and 5).
struct AnswerHead {
    /// How the end of the body is known (RFC 9112 section 6.3).
    enum Framing: Equatable {
        case none, sized(Int), chunked, untilClose
    }

    let status: Int
    /// In order, names in lower case.
    let fields: [(name: String, value: String)]
    private let isVersion11: Bool

    /// Reads the lines of a head, without their line ends.
    init(lines: [ArraySlice<UInt8>]) throws(ResponseParser.Failure) {
        let start = Array(lines.first ?? [])
        guard start.count >= 12, start.starts(with: "HTTP/1.".utf8), [0x30, 0x31].contains(start[7]),
            start[8] == 0x20, start[9..<12].allSatisfy({ (0x30...0x39).contains($0) }),
            start.count == 12 || start[12] == 0x20, start[9] != 0x30
        else { throw ResponseParser.Failure(reason: "status line") }
        status = start[9..<12].reduce(0) { $0 * 10 + Int($1 - 0x30) }
        isVersion11 = start[7] == 0x31
        var fields: [(name: String, value: String)] = []
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon != line.startIndex,
                line[..<colon].allSatisfy(Self.isNameByte),
                line.allSatisfy({ $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7F) })
            else { throw ResponseParser.Failure(reason: "field line") }
            let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
            let value = line[(colon + 1)...].drop(while: isSpace).reversed().drop(while: isSpace).reversed()
            fields.append(
                (
                    String(decoding: line[..<colon], as: UTF8.self).lowercased(),
                    String(decoding: value, as: UTF8.self)
                ))
        }
        self.fields = fields
    }

    /// Whether the server keeps the connection (RFC 9112 section 9.3).
    var keepsAlive: Bool {
        let options = values("connection").joined(separator: ",").lowercased()
        return isVersion11 && !options.contains("close")
    }

    /// How long the body is.
    func framing() throws(ResponseParser.Failure) -> Framing {
        let codings = values("transfer-encoding")
        let lengths = values("content-length")
        if status == 204 || status == 304 { return .none }
        if !codings.isEmpty {
            guard codings.count == 1, codings[0].lowercased() == "chunked", lengths.isEmpty, isVersion11
            else {
                throw ResponseParser.Failure(reason: "transfer encoding")
            }
            return .chunked
        }
        if lengths.isEmpty { return .untilClose }
        guard lengths.count == 1, lengths[0].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let count = Int(lengths[0])
        else { throw ResponseParser.Failure(reason: "content length") }
        return .sized(count)
    }

    private func values(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }

    /// tchar of RFC 9110 section 5.6.2.
    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
