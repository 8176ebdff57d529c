import LiaisonSystem

/// The chunked transfer coding (RFC 9112 section 7.1), read strictly: every byte of framing is checked,
/// extensions and trailers are bounded, checked and dropped.
struct ChunkedDecoder {
    enum Step: Equatable {
        /// All bytes are used up.
        case receive
        /// Content stands here; go on after it.
        case data(Range<Int>)
        /// The body is over; what follows at this index is the next request's.
        case end(Int)
        case failed(RefusalReason)
    }

    private enum State {
        case size(digits: Int)
        case sizeLine
        case sizeLineFeed
        case data
        case dataReturn
        case dataLineFeed
        case trailer
        case trailerLineFeed
        case over
    }

    private let limits: RequestLimits
    /// Content bytes that may still come.
    private var allowance: Int
    private var state = State.size(digits: 0)
    private var remaining = 0
    private var line: [UInt8] = []
    private var chunks = 0
    private var received = 0
    private var extensionBytes = 0
    private var trailerBytes = 0

    init(limits: RequestLimits, bodyLimit: Int) {
        self.limits = limits
        allowance = bodyLimit
    }

    /// Goes on at `index`.
    ///
    /// - Parameters:
    ///   - bytes: The connection's unread bytes.
    ///   - index: The first of them that no step has used.
    /// - Returns: The next step.
    mutating func step(_ bytes: Span<UInt8>, at index: Int) -> Step {
        var index = index
        while index < bytes.count {
            let byte = bytes[index]
            if case .data = state {
                let end = min(bytes.count, index + remaining)
                remaining -= end - index
                if remaining == 0 { state = .dataReturn }
                return .data(index..<end)
            }
            index += 1
            if let reason = take(byte) { return .failed(reason) }
            if case .over = state { return .end(index) }
        }
        return .receive
    }

    private mutating func take(_ byte: UInt8) -> RefusalReason? {
        switch state {
        case .size(let digits):
            if let value = Hex.value(of: byte) {
                // Sixteen digits fill 64 bits; a size beyond the allowance ends long before they overflow.
                guard digits < 16, remaining <= Int.max >> 4 else { return .malformed }
                remaining = remaining << 4 | Int(value)
                state = .size(digits: digits + 1)
                return nil
            }
            guard digits > 0 else { return .malformed }
            if byte == ByteClass.carriageReturn {
                state = .sizeLineFeed
                return nil
            }
            state = .sizeLine
            return appendToExtensions(byte)
        case .sizeLine:
            if byte == ByteClass.carriageReturn {
                state = .sizeLineFeed
                return nil
            }
            return appendToExtensions(byte)
        case .sizeLineFeed: return byte == ByteClass.lineFeed ? endSizeLine() : .malformed
        case .dataReturn:
            state = .dataLineFeed
            return byte == ByteClass.carriageReturn ? nil : .malformed
        case .dataLineFeed:
            state = .size(digits: 0)
            return byte == ByteClass.lineFeed ? nil : .malformed
        case .trailer:
            if byte == ByteClass.carriageReturn {
                state = .trailerLineFeed
                return nil
            }
            return appendToTrailer(byte)
        case .trailerLineFeed: return byte == ByteClass.lineFeed ? endTrailerLine() : .malformed
        case .data, .over: return .malformed
        }
    }

    private mutating func appendToExtensions(_ byte: UInt8) -> RefusalReason? {
        extensionBytes += 1
        guard extensionBytes <= limits.chunkExtensions, ByteClass.isFieldValue(byte) else {
            return .malformed
        }
        line.append(byte)
        return nil
    }

    private mutating func appendToTrailer(_ byte: UInt8) -> RefusalReason? {
        trailerBytes += 1
        if trailerBytes > limits.trailers { return .headersTooLarge }
        guard ByteClass.isFieldValue(byte) else { return .malformed }
        line.append(byte)
        return nil
    }

    private mutating func endSizeLine() -> RefusalReason? {
        guard line.isEmpty || ChunkExtension.isValid(line.span) else { return .malformed }
        line.removeAll(keepingCapacity: true)
        if remaining == 0 {
            state = .trailer
            return nil
        }
        if remaining > allowance { return .contentTooLarge }
        allowance -= remaining
        chunks += 1
        received += remaining
        if chunks > limits.chunks + received / limits.bytesPerChunk { return .malformed }
        state = .data
        return nil
    }

    private mutating func endTrailerLine() -> RefusalReason? {
        if line.isEmpty {
            state = .over
            return nil
        }
        guard Self.isHarmlessTrailer(line.span) else { return .malformed }
        line.removeAll(keepingCapacity: true)
        state = .trailer
        return nil
    }

    /// Whether the line is a field, and none that frames or routes a request: such a one means an attack when
    /// it comes after the content (RFC 9110 section 6.5.1).
    private static func isHarmlessTrailer(_ line: Span<UInt8>) -> Bool {
        guard let colon = FieldLine.colon(in: line) else { return false }
        let name = line.extracting(0..<colon)
        return !name.spellsIgnoringCase("content-length") && !name.spellsIgnoringCase("transfer-encoding")
            && !name.spellsIgnoringCase("host")
    }
}
