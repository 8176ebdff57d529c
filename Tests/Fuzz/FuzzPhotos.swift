// Arbitrary bytes as a photo: no trap, pieces make no difference, and what is left is left alone.
@testable import LiaisonPhotos
@testable import LiaisonSystem

private struct Source: PhotoSource {
    let bytes: UnsafeRawBufferPointer
    let piece: Int

    var count: Int { bytes.count }

    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(SystemError) -> Int {
        let length = min(buffer.count, piece, bytes.count - offset)
        buffer.copyBytes(from: bytes[offset..<(offset + length)])
        return length
    }
}

private func strip(_ bytes: UnsafeRawBufferPointer, piece: Int) -> (Photo, [UInt8])? {
    final class Sink { var bytes: [UInt8] = [] }
    let sink = Sink()
    guard let photo = try? PhotoStripper.strip(Source(bytes: bytes, piece: piece), to: { sink.bytes += $0 })
    else { return nil }
    return (photo, sink.bytes)
}

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = UnsafeRawBufferPointer(start: start, count: count)
    let whole = strip(bytes, piece: max(1, count))
    let pieces = strip(bytes, piece: 1)
    precondition(whole?.0 == pieces?.0 && whole?.1 == pieces?.1)
    guard let (photo, kept) = whole else { return 0 }
    precondition(photo.byteCount == kept.count && photo.hash == SHA256.digest(kept))
    precondition(photo.width * photo.height <= 100_000_000)
    kept.withUnsafeBytes { precondition(strip($0, piece: 4096)?.1 == kept) }
    return 0
}
