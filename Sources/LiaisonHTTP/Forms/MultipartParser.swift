import Glibc

/// multipart/form-data (RFC 7578 over RFC 2046) as a machine: bytes go in, parts come out piece by piece.
///
/// Strict where browsers agree: no preamble, no padding after a delimiter, CR LF everywhere. What follows the
/// closing delimiter is ignored. It holds no more than what it was last given and one part's header.
struct MultipartParser {
    enum Event: Equatable {
        /// More bytes are needed.
        case receive
        case part(PartHeader)
        /// Content of the present part stands at these indices of ``buffer``, until the next ``receive(_:)``.
        case data(Range<Int>)
        case partEnd
        /// The closing delimiter has come.
        case end
    }

    private enum State {
        case start
        case afterDelimiter
        case header
        case content
        case over
    }

    /// CR LF, two hyphens, the boundary.
    private let delimiter: [UInt8]
    private let headerLimit: Int
    private var state = State.start
    private(set) var buffer: [UInt8] = []
    private var start = 0
    private var headerScanned = 0

    /// A parser for parts between `boundary`.
    ///
    /// - Parameters:
    ///   - boundary: 1 to 70 bytes.
    ///   - headerLimit: Bytes of one part's header, at most.
    init(boundary: some Collection<UInt8>, headerLimit: Int) {
        delimiter = Array("\r\n--".utf8) + boundary
        self.headerLimit = headerLimit
    }

    /// Whether the closing delimiter has come.
    var isComplete: Bool {
        if case .over = state { return true }
        return false
    }

    /// Takes bytes of the form.
    mutating func receive(_ bytes: UnsafeRawBufferPointer) {
        buffer.removeSubrange(..<start)
        headerScanned = max(0, headerScanned - start)
        start = 0
        buffer.append(contentsOf: bytes)
    }

    /// The next event.
    mutating func next() throws(FormError) -> Event {
        while true {
            switch state {
            case .start:
                guard try startsWith(delimiter[2...]) else { return .receive }
                start += delimiter.count - 2
                state = .afterDelimiter
            case .afterDelimiter:
                guard buffer.count - start >= 2 else { return .receive }
                let (first, second) = (buffer[start], buffer[start + 1])
                start += 2
                if first == UInt8(ascii: "-"), second == UInt8(ascii: "-") {
                    state = .over
                    return .end
                }
                guard first == ByteClass.carriageReturn, second == ByteClass.lineFeed else {
                    throw .malformed
                }
                headerScanned = start
                state = .header
            case .header:
                guard let header = try nextHeader() else { return .receive }
                state = .content
                return .part(header)
            case .content: return nextContent()
            case .over:
                start = buffer.count
                return .receive
            }
        }
    }

    /// Whether the unread bytes begin with `text`; false while that is still open.
    private func startsWith(_ text: ArraySlice<UInt8>) throws(FormError) -> Bool {
        let length = min(text.count, buffer.count - start)
        guard buffer[start..<(start + length)] == text.prefix(length) else { throw .malformed }
        return length == text.count
    }

    /// A part's header, when its empty line has come.
    private mutating func nextHeader() throws(FormError) -> PartHeader? {
        var index = headerScanned
        while index < buffer.count {
            if buffer[index] == ByteClass.lineFeed {
                guard index > start, buffer[index - 1] == ByteClass.carriageReturn else { throw .malformed }
                let isEmptyLine =
                    index - 1 == start || (index - 2 >= start && buffer[index - 2] == ByteClass.lineFeed)
                if isEmptyLine {
                    let header = try PartHeader(buffer[start..<(index - 1)])
                    start = index + 1
                    return header
                }
            }
            index += 1
            if index - start > headerLimit { throw .malformed }
        }
        headerScanned = index
        return nil
    }

    /// Content up to the next delimiter, or as far as it can be told from one.
    private mutating func nextContent() -> Event {
        var index = start
        while true {
            guard let candidate = carriageReturn(from: index) else {
                return data(to: buffer.count)
            }
            let length = min(delimiter.count, buffer.count - candidate)
            guard matchesDelimiter(at: candidate, length) else {
                index = candidate + 1
                continue
            }
            if candidate > start { return data(to: candidate) }
            if length < delimiter.count { return .receive }
            start += delimiter.count
            state = .afterDelimiter
            return .partEnd
        }
    }

    private mutating func data(to end: Int) -> Event {
        let range = start..<end
        start = end
        return range.isEmpty ? .receive : .data(range)
    }

    private func matchesDelimiter(at index: Int, _ length: Int) -> Bool {
        for offset in 0..<length where buffer[index + offset] != delimiter[offset] { return false }
        return true
    }

    private func carriageReturn(from index: Int) -> Int? {
        buffer.withUnsafeBytes { bytes in
            guard index < bytes.count, let base = bytes.baseAddress,
                let found = memchr(base + index, Int32(ByteClass.carriageReturn), bytes.count - index)
            else { return nil }
            return UnsafeRawPointer(found) - base
        }
    }
}
