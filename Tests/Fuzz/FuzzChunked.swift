// The chunked coding alone, so that the fuzzer need not find a head first.
@testable import LiaisonHTTP

/// The content, or why it is refused, of bytes fed in pieces.
private func content(_ bytes: [UInt8], piece: Int) -> ([UInt8], String) {
    var decoder = ChunkedDecoder(limits: RequestLimits(), bodyLimit: 4096)
    var content: [UInt8] = []
    var position = 0
    while position < bytes.count {
        let part = Array(bytes[position..<min(bytes.count, position + piece)])
        var index = 0
        reading: while true {
            switch decoder.step(part.span, at: index) {
            case .receive: break reading
            case .data(let range):
                content += part[range]
                index = range.upperBound
            case .end(let end): return (content, "end \(position + end)")
            case .failed(let reason): return (content, "\(reason)")
            }
        }
        precondition(content.count <= 4096)
        position += part.count
    }
    return (content, "open")
}

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let whole = content(bytes, piece: max(1, count))
    let bytewise = content(bytes, piece: 1)
    precondition(whole == bytewise)
    return 0
}
