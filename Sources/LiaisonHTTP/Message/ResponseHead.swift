import CLinux
import Glibc
import LiaisonSystem

/// Puts an answer's status line and fields into bytes (RFC 9112 section 4).
struct ResponseHeadWriter {
    private var dateLine: [UInt8] = []
    private var second: Int64 = .min

    /// Takes note of the time for the Date field, once a second.
    mutating func update(secondsSince1970: Int64) {
        if secondsSince1970 == second { return }
        second = secondsSince1970
        dateLine.removeAll(keepingCapacity: true)
        dateLine.append("Date: ")
        dateLine.append(HTTPDate.format(secondsSince1970: secondsSince1970))
        dateLine.append("\r\n")
    }

    /// Appends the head of `response`.
    ///
    /// - Parameters:
    ///   - response: The answer.
    ///   - closes: Whether the connection ends after it.
    ///   - output: Where the bytes go.
    func write(_ response: Response, closes: Bool, to output: inout [UInt8]) {
        output.append(response.status.line)
        output.append(bytesOf: dateLine)
        for header in response.headers { output.append(bytesOf: header.line) }
        if !response.status.forbidsContent {
            output.append("Content-Length: " as StaticString)
            output.appendDecimal(response.content.count)
            output.append("\r\n" as StaticString)
        }
        output.append(closes ? "Connection: close\r\n\r\n" as StaticString : "\r\n")
    }
}

extension [UInt8] {
    /// Appends the bytes of an array without becoming an owner of it for a moment, as `append(contentsOf:)` does.
    @inline(__always)
    package mutating func append(bytesOf array: [UInt8]) {
        array.withUnsafeBufferPointer { append(contentsOf: $0) }
    }

    /// Appends the bytes of a literal.
    @inline(__always)
    mutating func append(_ text: StaticString) {
        append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
}
